import type { Database } from '../connect.ts';
import type { RunKey } from '../runs/attempts.ts';
import type { RecordingRow } from '../tables-of-recordings.ts';
import { sql } from 'kysely';

/** The cassette of an attempt, sealed: of the last recorded one where none is named. */
export async function findRecording(
  database: Database,
  { project, run }: RunKey,
  attempt?: number,
): Promise<RecordingRow | undefined> {
  let query = database
    .selectFrom('recordings')
    .selectAll()
    .where('project_id', '=', project)
    .where('run_id', '=', run)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('attempt', 'desc');
  if (attempt !== undefined) query = query.where('attempt', '=', attempt);
  return await query.limit(1).executeTakeFirst();
}
