import type { Database } from '../connect.ts';

/** Moves the pending runs of one lane to another. */
export async function moveRuns(database: Database, from: string, to: string): Promise<void> {
  await database.updateTable('pending_runs').set({ lane: to }).where('lane', '=', from).execute();
}
