import type { Config } from '@upshot/runtime/config';
import { workTrials, type TrialWork } from '@upshot/runtime/trial-queue';
import { scriptLimits, type Connections } from '../connections.ts';
import type { WorkerEvents } from '../events.ts';
import type { workerSettings } from '../settings.ts';
import { answerTrial } from './answer-trial.ts';

interface Parts {
  readonly events: WorkerEvents;
  readonly aborting: AbortSignal;
}

/** Takes trials, unless the worker is to run none. */
export function startTrials(
  config: Config<typeof workerSettings>,
  { database, sandbox }: Pick<Connections, 'database' | 'sandbox'>,
  { events, aborting }: Parts,
): TrialWork {
  if (config.trials === 0) return noTrials;
  const limits = scriptLimits(config);
  const tools = { database, ring: config.secretKey, limits, sandbox, events, aborting };
  return workTrials({
    redisUrl: config.redisUrl,
    prefix: config.queuePrefix,
    concurrency: config.trials,
    run: (key, request) => answerTrial(tools, key, request),
    onFault: events.trialQueueFault,
  });
}

const noTrials: TrialWork = {
  pause: () => Promise.resolve(),
  resume: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
