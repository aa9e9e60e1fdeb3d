import { sql, type Transaction, type Updateable } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../connect.ts';
import type { VersionMaking } from '../script-versions/making.ts';
import type { Tables } from '../tables.ts';
import { lockProject } from './create.ts';
import {
  withOwnEvents,
  type FilterColumns,
  type IntegrationKey,
  type IntegrationRow,
  type OwnFields,
} from './integration-row.ts';
import { leaveLanes } from '../lanes/leave.ts';
import { rateOf, resetRateLimit } from '../lanes/rate-limit.ts';
import { forgetFailing } from './note-failing.ts';
import { readIntegration } from './read.ts';

/** What changes of an integration; what is left out stays. */
export interface IntegrationChange extends OwnFields {
  readonly name?: string | undefined;
  readonly filter: Partial<FilterColumns>;
  /** Another source of its script becomes its next version. */
  readonly source: string | undefined;
  /** The id of the token. */
  readonly createdBy?: string | undefined;
  /** How that version is kept, where not the API alone makes it. */
  readonly version?: VersionMaking;
}

/**
 * Changes an integration; undefined when there is none. `decide` says how, while other changes wait. Runs that write
 * its storage do not wait: they hold lanes already. Other settings get a fresh start: how long the former receiver
 * failed does not count.
 */
export async function updateIntegration<T extends string>(
  database: Database,
  key: IntegrationKey<T>,
  decide: (integration: IntegrationRow<T>) => IntegrationChange,
): Promise<IntegrationRow<T> | undefined> {
  return await database.transaction().execute(async (transaction) => {
    await lock(transaction, key.integration);
    const before = await readIntegration(transaction, key);
    if (before === undefined) return undefined;
    return await changeLocked(transaction, before, decide(before));
  });
}

/** Changes an integration that is locked. */
export async function changeLocked<T extends string>(
  transaction: Transaction<Tables>,
  before: IntegrationRow<T>,
  change: IntegrationChange,
): Promise<IntegrationRow<T>> {
  const script_version = await addVersion(transaction, before, change);
  const { max_per_second = before.max_per_second, burst = before.burst } = change.filter;
  if (max_per_second !== before.max_per_second || burst !== before.burst)
    await resetRateLimit(transaction, before.id, rateOf({ max_per_second, burst }));
  const { concurrency = before.concurrency } = change.filter;
  if (concurrency < before.concurrency) await leaveLanes(transaction, before.id, concurrency);
  if (!isDeepStrictEqual(change.settings, before.settings)) await forgetFailing(transaction, before.id);
  if (change.name !== undefined) await lockProject(transaction, before.project_id);
  const after = await write(transaction, before.id, {
    ...change.filter,
    ...(change.name === undefined ? {} : { name: change.name }),
    settings: JSON.stringify(change.settings),
    sealed: JSON.stringify(change.sealed),
    script_version,
  });
  return { ...withOwnEvents(after), type: before.type, source: change.source ?? before.source };
}

async function lock(transaction: Transaction<Tables>, integration: string): Promise<void> {
  await transaction
    .selectFrom('integrations')
    .select('id')
    .where('id', '=', integration)
    .forNoKeyUpdate()
    .execute();
}

async function addVersion(
  transaction: Transaction<Tables>,
  { id, script_version }: IntegrationRow<string>,
  { source, createdBy, version: making }: IntegrationChange,
): Promise<number | null> {
  if (source === undefined) return script_version;
  const version = (script_version ?? 0) + 1;
  const row = { integration_id: id, version, source, created_by: createdBy ?? null, ...making };
  await transaction.insertInto('script_versions').values(row).execute();
  return version;
}

async function write(
  transaction: Transaction<Tables>,
  integration: string,
  columns: Updateable<Tables['integrations']>,
) {
  return await transaction
    .updateTable('integrations')
    .set({ ...columns, updated_at: sql`now()` })
    .where('id', '=', integration)
    .returningAll()
    .executeTakeFirstOrThrow();
}
