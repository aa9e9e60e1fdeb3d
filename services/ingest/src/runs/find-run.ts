import type { Database } from '@upshot/ledger/connect';
import type { RunKey } from '@upshot/ledger/runs/attempts';
import { findRun as readRun } from '@upshot/ledger/runs/list';
import type { RunRow } from '@upshot/ledger/runs/run-row';
import { Problem } from '@upshot/shared/problem';

/** Finds a run; throws the problem `run_not_found` when there is none, or when its partition was dropped. */
export async function findRun(database: Database, key: RunKey): Promise<RunRow> {
  const run = await readRun(database, key);
  if (run === undefined)
    throw new Problem('run_not_found', `Project "${key.project}" has no run "${key.run}".`);
  return run;
}
