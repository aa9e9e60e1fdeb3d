import type { Database } from '@upshot/ledger/connect';
import { claimRetentionRun, endRetentionRun } from '@upshot/ledger/retention/runs';
import type { Config } from '@upshot/runtime/config';
import { repeat } from '@upshot/runtime/repeat';
import { newId } from '@upshot/shared/id';
import type { WorkerEvents } from '../events.ts';
import type { workerSettings } from '../settings.ts';
import { runRetention } from './run-retention.ts';

const HOUR_MS = 3_600_000;
/** How soon a run that was asked for begins. */
const LOOK_MS = 2000;

interface Options {
  readonly config: Config<typeof workerSettings>;
  readonly database: Database;
  readonly worker: string;
  readonly events: WorkerEvents;
}

/** Removes expired data every hour and on request. Of all workers, one at a time does. */
export function keepRetention({ config, database, worker, events }: Options): AsyncDisposable {
  const stopping = new AbortController();
  const task = async () => {
    try {
      const run = await claimRetentionRun(database, { worker, newId: newId(), everyMs: HOUR_MS });
      if (run === undefined) return;
      const { id, is_dry_run: isDryRun } = run;
      const end = await carryOut({ config, isDryRun, signal: stopping.signal, events });
      await endRetentionRun(database, id, end);
    } catch (fault) {
      events.retentionFault(fault);
    }
  };
  const repeated = repeat(task, LOOK_MS);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the worker was stopped'));
      await repeated[Symbol.asyncDispose]();
    },
  };
}

/** How a run ended: a fault is reported, and kept with the run. */
async function carryOut(run: Parameters<typeof runRetention>[0]) {
  try {
    return { result: await runRetention(run) };
  } catch (fault) {
    run.events.retentionFault(fault);
    return { error: fault instanceof Error ? fault.message : String(fault) };
  }
}
