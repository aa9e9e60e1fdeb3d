import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { RetentionRun } from '../tables.ts';

export type { RetentionRun };

/** Any number that no other advisory lock of this database uses. */
const CLAIM_LOCK = 7_370_012;

/** A run whose worker has said nothing for so long is carried out again. */
const ABANDONED = '2 hours';

/** Asks for a run of retention; a worker carries it out within seconds. */
export async function requestRetention(
  database: Database,
  run: { readonly id: string; readonly requestedBy: string; readonly isDryRun: boolean },
): Promise<RetentionRun> {
  const { id, requestedBy, isDryRun } = run;
  return await database
    .insertInto('retention_runs')
    .values({ id, requested_by: requestedBy, is_dry_run: isDryRun })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** One run, undefined when there is none of this id. */
export async function findRetentionRun(database: Database, id: string): Promise<RetentionRun | undefined> {
  return await database.selectFrom('retention_runs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The latest runs, the newest first. */
export async function listRetentionRuns(database: Database, limit: number): Promise<readonly RetentionRun[]> {
  return await database
    .selectFrom('retention_runs')
    .selectAll()
    .orderBy('requested_at', 'desc')
    .limit(limit)
    .execute();
}

/**
 * Takes the run that is to be carried out now, if there is one: one that was asked for, or the next of those that are
 * made every `everyMs`. No two workers take the same.
 */
export async function claimRetentionRun(
  database: Database,
  claim: { readonly worker: string; readonly newId: string; readonly everyMs: number },
): Promise<RetentionRun | undefined> {
  const { worker, newId, everyMs } = claim;
  return await database.transaction().execute(async (transaction) => {
    const { rows: locks } = await sql<{ is_free: boolean }>`
      select pg_try_advisory_xact_lock(${sql.lit(CLAIM_LOCK)}) as is_free`.execute(transaction);
    if (locks[0]?.is_free !== true) return undefined;
    await sql`
      insert into retention_runs (id) select ${newId} where not exists (
        select from retention_runs where not is_dry_run
          and requested_at > now() - ${everyMs} * interval '1 millisecond')`.execute(transaction);
    const { rows } = await sql<RetentionRun>`
      update retention_runs set started_at = now(), worker = ${worker} where id = (
        select id from retention_runs
        where ended_at is null and (started_at is null or started_at < now() - interval '${sql.raw(ABANDONED)}')
        order by requested_at limit 1)
      returning *`.execute(transaction);
    return rows[0];
  });
}

/** Notes how a run ended: its result, or why it failed. */
export async function endRetentionRun(
  database: Database,
  id: string,
  end: { readonly result?: unknown; readonly error?: string },
): Promise<void> {
  await database
    .updateTable('retention_runs')
    .set({
      ended_at: sql`now()`,
      result: end.result === undefined ? null : JSON.stringify(end.result),
      error: end.error ?? null,
    })
    .where('id', '=', id)
    .execute();
}
