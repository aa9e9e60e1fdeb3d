import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { WorkerRow } from '../tables.ts';

/** A worker that has not reported for so long counts as gone: it reports every five seconds. */
export const WORKER_SILENCE_MS = 20_000;

/** Reads the workers that are alive, oldest first. */
export async function readLiveWorkers(database: Database): Promise<readonly WorkerRow[]> {
  return await database
    .selectFrom('workers')
    .selectAll()
    .where('seen_at', '>', sql<Date>`now() - ${WORKER_SILENCE_MS} * interval '1 ms'`)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
}
