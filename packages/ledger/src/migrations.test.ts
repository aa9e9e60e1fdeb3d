import { sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import type { Database } from './connect.ts';
import { migrations } from './migrate.ts';

/**
 * What the version before would stumble over, with the reason why it does not. A name is that of the migration,
 * and of the constraint or column.
 */
const harmless: Readonly<Record<string, string>> = {
  '0021-operate-scope: tokens constraint tokens_scope_check':
    'allows more scopes than before; a version that does not know one refuses its tokens',
  '0003-health: integrations constraint integrations_type_check': 'allows more types than before',
  '0003-health: integrations constraint integrations_check1': 'is replaced by integrations_url_check',
  '0003-health: integrations constraint integrations_url_check':
    'asks the same of the types that were known before',
  '0003-health: integrations constraint integrations_recipients_check':
    'about types that were not known before',
  '0003-health: integrations constraint integrations_channel_check': 'about types that were not known before',
  '0003-health: integrations constraint integrations_token_check': 'about types that were not known before',
  '0003-health: integrations constraint integrations_routing_key_check':
    'about types that were not known before',
  '0003-health: integrations constraint integrations_health_check': 'about types that were not known before',
  '0005-pausing: integrations constraint integrations_paused_check':
    'about columns that were not known before',
  '0005-pausing: integrations constraint integrations_pausable_check':
    'about columns that were not known before',
  '0006-integration-settings: integrations constraint integrations_type_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_url_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_recipients_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_channel_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_token_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_routing_key_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_health_check':
    'refused rows that are not written',
  '0006-integration-settings: integrations constraint integrations_pausable_check':
    'refused rows that are not written',
  '0011-integration-names: integrations constraint integrations_name_check':
    'about a column that was not known before',
  '0039-shadows: comparisons constraint comparisons_kind_check': 'about a column that was not known before',
  '0039-shadows: comparisons unique index comparisons_open_idx':
    'belongs to a table that no released version has written',
  '0039-shadows: comparisons unique index comparisons_shadow_idx': 'about rows that were not known before',
  '0011-integration-names: integrations unique index integrations_of_name':
    'a trigger gives each row of the version before a free name',
};

test('no migration takes or changes what the version before it works with', async () => {
  await using testDatabase = await createTestDatabase();
  const database = connectForTest(testDatabase.url, { maxConnections: 1, statementMs: 60_000 });
  await sql`drop schema public cascade`.execute(database);
  await sql`create schema public`.execute(database);
  const found: string[] = [];
  for (const [name, migration] of Object.entries(migrations)) {
    const before = await readCatalogue(database);
    await migration.prepare?.(database as unknown as Kysely<unknown>);
    await migration.up(database);
    found.push(...compare(before, await readCatalogue(database)).map((change) => `${name}: ${change}`));
  }
  await database.destroy();
  expect(found.filter((change) => harmless[change] === undefined)).toEqual([]);
});

/**
 * What statements rely on, by what it is called: a table or view, a column, a constraint, a unique index, a function.
 */
type Catalogue = ReadonlyMap<string, { readonly definition: string; readonly isDemanding: boolean }>;

/** Everything that is gone or different, and whatever is new in an old table and may refuse a row. */
function compare(before: Catalogue, after: Catalogue): readonly string[] {
  const changed = [...before].filter(([name, { definition }]) => after.get(name)?.definition !== definition);
  const added = [...after].filter(
    ([name, { isDemanding }]) => isDemanding && !before.has(name) && before.has(name.split(' ')[0] ?? ''),
  );
  return [...changed, ...added].map(([name]) => name);
}

async function readCatalogue(database: Database): Promise<Catalogue> {
  const { rows } = await sql<{ name: string; definition: string; is_demanding: boolean }>`
    select c.relname::text as name, c.relkind::text as definition, false as is_demanding
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
    union all
    select c.relname || ' column ' || a.attname,
      format_type(a.atttypid, a.atttypmod) || a.attnotnull::text || a.attidentity::text,
      a.attnotnull and not a.atthasdef and a.attidentity = ''
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
      and a.attnum > 0 and not a.attisdropped
    union all
    select r.relname || ' constraint ' || c.conname, pg_get_constraintdef(c.oid), c.contype <> 'n'
    from pg_constraint c join pg_class r on r.oid = c.conrelid
    where r.relnamespace = 'public'::regnamespace
    union all
    select t.relname || ' unique index ' || i.relname, pg_get_indexdef(i.oid), true
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relnamespace = 'public'::regnamespace and x.indisunique
    union all
    select 'function ' || p.proname, pg_get_function_identity_arguments(p.oid), false
    from pg_proc p where p.pronamespace = 'public'::regnamespace`.execute(database);
  return new Map(
    rows.map(({ name, definition, is_demanding }) => [name, { definition, isDemanding: is_demanding }]),
  );
}
