import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** Tells whether the lane has a pending run that was recorded before this one. */
export async function hasEarlierRun(database: Database, lane: string, seq: string): Promise<boolean> {
  const { rows } = await sql<{ has_earlier: boolean }>`
    select exists (select from pending_runs where lane = ${lane} and seq < ${seq}) as has_earlier`.execute(
    database,
  );
  return rows[0]?.has_earlier === true;
}
