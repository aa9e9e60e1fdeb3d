import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import type { AttemptRow, RunRow } from './run-row.ts';
import { selectRun } from './select-runs.ts';

export interface RunKey {
  readonly project: string;
  readonly run: string;
  /** Undefined: any. */
  readonly integration?: string;
}

/** Finds a run; throws the problem `run_not_found` when there is none, or when it has been dropped with its partition. */
export async function findRun(database: Database, key: RunKey): Promise<RunRow> {
  const run = await selectRun(database, key);
  if (run === undefined)
    throw new Problem('run_not_found', `Project "${key.project}" has no run "${key.run}".`);
  return run;
}

/** Every attempt of a run that ended, the first first. */
export async function findAttempts(
  database: Database,
  { project, run }: RunKey,
): Promise<readonly AttemptRow[]> {
  return await database
    .selectFrom('activity_log')
    .select([
      'attempt',
      'outcome',
      'started_at',
      'logged_at',
      'duration_ms',
      'cpu_ms',
      'fetches',
      'http_status',
    ])
    .select(['error_name', 'error_message', 'error_stack', 'error_line', 'error_column'])
    .select(['output', 'output_index', 'output_omitted_bytes', 'next_attempt_at', 'script_version'])
    .select(['trace_id', 'worker'])
    .where('project_id', '=', project)
    .where('run_id', '=', run)
    .orderBy('attempt')
    .orderBy('seq')
    .execute();
}
