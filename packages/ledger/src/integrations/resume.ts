import { sql, type Transaction } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../connect.ts';
import type { PendingRun, Tables } from '../tables.ts';
import { MAX_LANES } from '../lanes/max-lanes.ts';
import { forgetFailing } from './note-failing.ts';

/** When a pause began, and when its end was asked for. */
export interface EndedPause {
  readonly from: Date;
  readonly to: Date;
}

/** Ends the pause; undefined when there is none. A receiver that failed for days gets a fresh start. */
export async function endPause(
  transaction: Transaction<Tables>,
  integration: string,
): Promise<EndedPause | undefined> {
  const { rows } = await sql<EndedPause>`
    select paused_at as "from", now() as "to" from integrations
    where id = ${integration} and paused_at is not null and deleted_at is null for no key update`.execute(
    transaction,
  );
  const [paused] = rows;
  if (paused === undefined) return undefined;
  await transaction
    .updateTable('integrations')
    .set({ paused_at: null, paused_reason: null, paused_by: null, updated_at: sql`now()` })
    .where('id', '=', integration)
    .execute();
  await forgetFailing(transaction, integration);
  return paused;
}

/**
 * Waits, no longer than `timeoutMs`, for every transaction that is recording activities now. Recording locks the
 * identities before it looks at the integrations: a transaction that cannot know what was committed before holds that
 * lock already. Locking the table instead would hold up recording.
 */
export async function waitForRecording(database: Database, timeoutMs: number): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  const recording = await findRecording(database);
  while (performance.now() < giveUpAt) {
    const now = await findRecording(database);
    if (![...recording].some((transaction) => now.has(transaction))) return;
    await delay(10);
  }
}

async function findRecording(database: Database): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ transaction: string }>`
    select virtualtransaction as transaction from pg_locks
    where locktype = 'relation' and relation = 'activity_identities'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())`.execute(database);
  return new Set(rows.map(({ transaction }) => transaction));
}

/** The lanes of an integration that have pending runs. */
export async function findWaitingLanes(database: Database, integration: string): Promise<readonly string[]> {
  const { rows } = await sql<Pick<PendingRun, 'lane'>>`
    select lane from generate_series(0, ${MAX_LANES - 1}::int) n, lateral (select ${integration} || '.' || n as lane) l
    where exists (select from pending_runs r where r.lane = l.lane)`.execute(database);
  return rows.map(({ lane }) => lane);
}
