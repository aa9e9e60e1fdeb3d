import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Activity } from '../tables.ts';

/** Where the body of a recorded activity is, and how long it is. */
export interface BodyKey {
  readonly seq: Activity['seq'];
  /** As PostgreSQL writes it, with its microseconds. */
  readonly recorded_at: string;
  readonly bytes: number;
}

/** Reads the bodies of recorded activities, by `seq`. One that has left meanwhile is left out. */
export async function readBodies(
  database: Database,
  keys: readonly BodyKey[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const wanted = keys.map(({ seq, recorded_at }) => ({ seq, recorded_at }));
  const { rows } = await sql<Pick<Activity, 'seq' | 'body'>>`
    select a.seq, a.body
    from json_to_recordset(${JSON.stringify(wanted)}::json) as w (seq bigint, recorded_at timestamptz)
    join activities a on a.recorded_at = w.recorded_at and a.seq = w.seq`.execute(database);
  return new Map(rows.map(({ seq, body }) => [seq, body]));
}
