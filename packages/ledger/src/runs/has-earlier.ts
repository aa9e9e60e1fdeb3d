import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/**
 * Tells whether the lane has a pending run that was recorded before this one and is about the same subject: the
 * `payload.change.subject` of its activity. Only for lanes of health integrations, which are short.
 */
export async function hasEarlierOfSubject(
  database: Database,
  lane: string,
  run: { readonly seq: string; readonly subject: string },
): Promise<boolean> {
  const { rows } = await sql<{ has_earlier: boolean }>`
    select exists (
      select from pending_runs p
      join activities a on a.recorded_at = p.activity_recorded_at and a.seq = p.activity_seq
      where p.lane = ${lane} and p.seq < ${run.seq}
        and a.body::json #>> '{payload,change,subject}' = ${run.subject}) as has_earlier`.execute(database);
  return rows[0]?.has_earlier === true;
}
