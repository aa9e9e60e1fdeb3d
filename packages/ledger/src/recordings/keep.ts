import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** A project may keep so many bytes of cassettes, before they are sealed. */
export const MAX_PROJECT_BYTES = 64 * 1024 * 1024;

/** For so many days a cassette is kept. */
export const RECORDING_DAYS = 7;

/** A cassette of an attempt. */
export interface NewRecording {
  readonly run: string;
  readonly attempt: number;
  readonly project: string;
  readonly integration: string;
  readonly bytes: number;
  readonly sealed: string;
}

/** `over`: nothing more is to be recorded. `full`: the project keeps too much already. */
export type KeepResult = 'kept' | 'over' | 'full';

/** Keeps a cassette, as long as its integration's order lasts and the project keeps less than its limit. */
export async function keepRecording(database: Database, recording: NewRecording): Promise<KeepResult> {
  const { run, attempt, project, integration, bytes, sealed } = recording;
  const { rows } = await sql<{ readonly is_ordered: boolean; readonly is_kept: boolean }>`
    with capacity as (
      select coalesce(sum(bytes), 0) + ${bytes} <= ${MAX_PROJECT_BYTES} as is_enough
      from recordings where project_id = ${project} and expires_at > now()
    ), taken as (
      update recording_orders o set remaining = remaining - 1
      where integration_id = ${integration} and remaining > 0 and until > now()
      returning 1
    ), kept as (
      insert into recordings (run_id, attempt, project_id, integration_id, expires_at, bytes, cassette_sealed)
      select ${run}, ${attempt}, ${project}, ${integration}, now() + ${RECORDING_DAYS} * interval '1 day',
        ${bytes}, ${sealed}
      from taken, capacity where capacity.is_enough
      on conflict do nothing
      returning 1
    )
    select exists (select from taken) as is_ordered, exists (select from kept) as is_kept`.execute(database);
  const [done] = rows;
  if (done?.is_ordered !== true) return 'over';
  return done.is_kept ? 'kept' : 'full';
}
