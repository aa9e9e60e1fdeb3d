import { ConfigFault } from '@upshot/runtime/config-fault';
import { sql } from 'kysely';
import { connect, type Database } from './connect.ts';
import { scramVerifier } from './scram-verifier.ts';

/** The role that services log in as. */
export interface ServiceRole {
  readonly name: string;
  /** Undefined: the role exists, and its way to log in is left as it is. */
  readonly password: string | undefined;
}

/**
 * Lets a role run services on this ledger: it may read and write rows, and neither create, change nor drop anything.
 * With a password, the role is created where it is missing. Do it after each migration, which may bring new tables.
 */
export async function grantServiceRole(databaseUrl: string, { name, password }: ServiceRole): Promise<void> {
  const database = connect(databaseUrl, {
    applicationName: 'upshot-migrate',
    maxConnections: 1,
    connectMs: 10_000,
    statementMs: 60_000,
    onFault: () => undefined,
  });
  try {
    await database.transaction().execute(async (transaction) => {
      if (password === undefined) await requireRole(transaction, name);
      else await ensureRole(transaction, name, password);
      for (const grant of await readGrants(transaction, name)) await sql.raw(grant).execute(transaction);
    });
  } finally {
    await database.destroy();
  }
}

async function requireRole(transaction: Database, name: string): Promise<void> {
  const { rows } = await sql`select from pg_roles where rolname = ${name}`.execute(transaction);
  if (rows.length > 0) return;
  throw new ConfigFault([
    `UPSHOT_SERVICE_ROLE: PostgreSQL has no role ${name}. Set UPSHOT_SERVICE_PASSWORD too, or create the role.`,
  ]);
}

async function ensureRole(transaction: Database, name: string, password: string): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    select format('%s role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L',
      case when exists (select from pg_roles where rolname = ${name}) then 'alter' else 'create' end,
      ${name}::text, ${scramVerifier(password)}::text) as statement`.execute(transaction);
  for (const { statement } of rows) await sql.raw(statement).execute(transaction);
}

/** Retention deletes from single partitions and compacts them, also from those of days to come. */
async function readGrants(transaction: Database, role: string): Promise<readonly string[]> {
  const { rows } = await sql<{ statement: string }>`
    with role as (select quote_ident(${role}) as name), own as (
      select c.oid::regclass as name, c.relkind, c.relname like 'kysely%' as is_of_migrations
      from pg_class c where c.relnamespace = current_schema()::regnamespace
    )
    select format('grant connect, temporary on database %I to %s', current_database(), name) as statement from role
    union all
    select format('revoke create on schema %I from public', current_schema())
    union all
    select format('grant usage on schema %I to %s', current_schema(), name) from role
    union all
    select format('grant %s on table %s to %s', case when is_of_migrations or own.relkind = 'v' then 'select'
      else 'select, insert, update, delete, maintain' end, own.name, role.name)
      from own cross join role where own.relkind in ('r', 'p', 'v')
    union all
    select format('alter default privileges in schema %I
      grant select, insert, update, delete, maintain on tables to %s', current_schema(), name) from role
    union all
    select format('grant usage, select on sequence %s to %s', own.name, role.name)
      from own cross join role where own.relkind = 'S'
    union all
    select format('grant execute on function %s to %s', p.oid::regprocedure, role.name)
      from pg_proc p cross join role where p.pronamespace = current_schema()::regnamespace
        and p.prokind = 'f'`.execute(transaction);
  return rows.map(({ statement }) => statement);
}
