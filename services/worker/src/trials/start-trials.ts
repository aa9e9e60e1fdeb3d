import type { Config } from '@upshot/runtime/config';
import { workTrials, type TrialWork } from '@upshot/runtime/trial-queue';
import { startFindingComparisons } from '../comparisons/find-comparisons.ts';
import { takeComparisonTurn } from '../comparisons/take-comparison-turn.ts';
import { scriptLimits, type Connections } from '../connections.ts';
import type { WorkerEvents } from '../events.ts';
import type { workerSettings } from '../settings.ts';
import { answerTrial } from './answer-trial.ts';

interface Parts {
  readonly events: WorkerEvents;
  readonly aborting: AbortSignal;
}

/** What takes trials, and can be paused. */
type Trials = Pick<TrialWork, 'pause' | 'resume'> & AsyncDisposable;

/** Takes trials and comparisons, unless the worker is to run none. */
export function startTrials(
  config: Config<typeof workerSettings>,
  { database, sandbox }: Pick<Connections, 'database' | 'sandbox'>,
  { events, aborting }: Parts,
): Trials {
  if (config.trials === 0) return noTrials;
  const limits = scriptLimits(config);
  const tools = { database, ring: config.secretKey, limits, sandbox, events, aborting };
  const work = workTrials({
    redisUrl: config.redisUrl,
    prefix: config.queuePrefix,
    concurrency: config.trials,
    run: (key, request) => answerTrial(tools, key, request),
    compare: (comparison) => takeComparisonTurn({ ...tools, wake: work.wake }, comparison),
    onFault: events.trialQueueFault,
  });
  const finding = startFindingComparisons({ database, events, wake: work.wake });
  return {
    pause: () => work.pause(),
    resume: () => work.resume(),
    async [Symbol.asyncDispose]() {
      await finding[Symbol.asyncDispose]();
      await work[Symbol.asyncDispose]();
    },
  };
}

const noTrials: Trials = {
  pause: () => Promise.resolve(),
  resume: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
