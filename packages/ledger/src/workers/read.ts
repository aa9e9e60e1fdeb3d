import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { WorkerRow } from '../tables.ts';

/** A worker that has not reported for so long counts as gone: it reports every five seconds. */
export const WORKER_SILENCE_MS = 20_000;

/** The condition that a worker has reported lately. */
export const isAlive = sql<boolean>`seen_at > now() - ${WORKER_SILENCE_MS} * interval '1 ms'`;

/** Reads the workers that are alive, oldest first. */
export async function readLiveWorkers(database: Database): Promise<readonly WorkerRow[]> {
  return await database
    .selectFrom('workers')
    .selectAll()
    .where(isAlive)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
}

/** A worker, and whether it has reported lately. */
export type RegisteredWorker = WorkerRow & { readonly is_alive: boolean };

/** Reads the workers, oldest first, with those that fell silent within the last day. */
export async function readWorkers(database: Database, id?: string): Promise<readonly RegisteredWorker[]> {
  const workers = database.selectFrom('workers').selectAll().select(isAlive.as('is_alive'));
  const asked = id === undefined ? workers : workers.where('id', '=', id);
  return await asked.orderBy('started_at').orderBy('id').execute();
}
