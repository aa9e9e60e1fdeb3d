import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { RecordingRow } from '../tables-of-recordings.ts';

type Place = Pick<RecordingRow, 'run_id' | 'attempt'>;

/** A sealed cassette. */
export interface SealedRecording extends Place {
  readonly sealed: string;
}

/** Cassettes behind `after` whose seals do not begin with `prefix`. */
export async function findRecordingsSealedOtherwise(
  database: Database,
  { prefix, after, limit }: { readonly prefix: string; readonly after: Place; readonly limit: number },
): Promise<readonly SealedRecording[]> {
  const { rows } = await sql<SealedRecording>`
    select run_id, attempt, cassette_sealed as sealed from recordings
    where (run_id, attempt) > (${after.run_id}, ${after.attempt}) and not starts_with(cassette_sealed, ${prefix})
    order by run_id, attempt limit ${limit}`.execute(database);
  return rows;
}

/** Writes a cassette sealed anew. Returns whether it was still there. */
export async function replaceSealedRecording(
  database: Database,
  { run_id, attempt, sealed }: SealedRecording,
  anew: string,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('recordings')
    .set({ cassette_sealed: anew })
    .where('run_id', '=', run_id)
    .where('attempt', '=', attempt)
    .where('cassette_sealed', '=', sealed)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
