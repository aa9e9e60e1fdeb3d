import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/**
 * Asks a worker to claim no more lanes; it learns it with its next report. A worker that was asked before stays as it
 * is.
 */
export async function requestDrain(database: Database, id: string, requestedBy: string): Promise<void> {
  await database
    .updateTable('workers')
    .set({
      drain_requested_at: sql<Date>`coalesce(drain_requested_at, now())`,
      drain_requested_by: sql<string>`coalesce(drain_requested_by, ${requestedBy})`,
    })
    .where('id', '=', id)
    .execute();
}

/** Lets a drained worker claim lanes again. */
export async function endDrain(database: Database, id: string): Promise<void> {
  await database
    .updateTable('workers')
    .set({ drain_requested_at: null, drain_requested_by: null, drained_at: null })
    .where('id', '=', id)
    .execute();
}
