import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { EndedAttemptRow, RunRow } from './run-row.ts';

/** The path of a run; `integration` undefined: any. */
export interface RunKey {
  readonly project: string;
  readonly run: string;
  readonly integration?: string;
  /** Only a run of these. */
  readonly integrations?: readonly string[] | undefined;
}

/** Every attempt of a run that ended, the first first. */
export async function findAttempts(
  database: Database,
  { project, run }: RunKey,
): Promise<readonly EndedAttemptRow[]> {
  return await database
    .selectFrom('activity_log')
    .selectAll()
    .where('project_id', '=', project)
    .where('run_id', '=', run)
    .orderBy('attempt')
    .orderBy('seq')
    .execute();
}

/** The progress of a run without a final outcome. While it stays the same, no attempt of the run ends. */
export type Progress = Pick<RunRow, 'attempt' | 'is_begun'>;

/** The progress of a run; undefined when the run has its final outcome. */
export async function findProgress(
  database: Database,
  { project, run }: RunKey,
): Promise<Progress | undefined> {
  const { rows } = await sql<Progress>`
    select p.attempt, p.begun_at is not null as is_begun from pending_runs p
    where p.project_id = ${project} and p.id = ${run}`.execute(database);
  return rows[0];
}
