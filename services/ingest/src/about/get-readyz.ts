import type { Database } from '@upshot/ledger/connect';
import { readLiveWorkers } from '@upshot/ledger/workers/read';
import { pingLedger, probeLedgerWrites } from '@upshot/ledger/ping';
import type { QueueState } from '@upshot/runtime/redis-check';
import { Type } from 'typebox';
import type { WatchedRecorder } from '../activities/watch-recorder.ts';
import { answerInTime, ledgerUnavailable } from '../http/problems/answer-in-time.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { isConsumed } from '../health/watch-workers.ts';
import { describeWorkers, workersSchema } from './describe-workers.ts';

const consumersSchema = Type.Object({
  ...workersSchema.properties,
  consuming: Type.Boolean({
    description:
      'False when due runs have waited for UPSHOT_HEALTH_WORKERS_MS, and no worker has claimed a lane meanwhile.',
  }),
});

interface ReadinessOptions {
  readonly readQueueState: () => Promise<QueueState>;
  /** For how long due runs may wait without a claim by any worker. */
  readonly healthWorkersMs: number;
}

type Recording = Pick<WatchedRecorder, 'isFailing' | 'markWorking'>;

/** Answers 200 when activities can be recorded. Without Redis they still can: the relay dispatches them. */
export function getReadyz(
  database: Database,
  recording: Recording,
  { readQueueState, healthWorkersMs }: ReadinessOptions,
) {
  const probeWrites = shareWhileUnderWay(() => probeLedgerWrites(database));
  return defineEndpoint({
    operationId: 'getReadyz',
    summary: 'Can activities be recorded?',
    tag: 'service',
    query: Type.Object({
      verbose: Type.Optional(
        Type.String({ description: 'With this parameter, of any value, the answer has `workers`.' }),
      ),
    }),
    answers: {
      200: {
        description:
          'Yes. `queue` is "degraded" while Redis is unreachable or refuses writes, and "evicting" while ' +
          'its maxmemory-policy lets it delete keys: runs may then start late.',
        schema: Type.Object({
          status: Type.Literal('ok'),
          ledger: Type.Literal('ok'),
          queue: Type.Enum(['ok', 'degraded', 'evicting']),
          workers: Type.Optional(consumersSchema),
        }),
      },
    },
    problems: ['ledger_unavailable'],
    async handle({ query: { verbose } }) {
      await checkLedger(database, recording, probeWrites);
      const answer = { status: 'ok', ledger: 'ok', queue: await readQueueState() };
      return verbose === undefined
        ? answer
        : { ...answer, workers: await readWorkers(database, healthWorkersMs) };
    },
  });
}

async function readWorkers(database: Database, workersMs: number) {
  try {
    const reading = Promise.all([readLiveWorkers(database), isConsumed(database, workersMs)]);
    const [workers, consuming] = await answerInTime(reading);
    return { ...describeWorkers(workers), consuming };
  } catch (cause) {
    throw ledgerUnavailable(cause);
  }
}

/** A ledger that reads may refuse to write: after a failed recording only a write shows that it works again. */
async function checkLedger(
  database: Database,
  recording: Recording,
  probeWrites: () => Promise<void>,
): Promise<void> {
  try {
    await answerInTime(pingLedger(database));
    if (!recording.isFailing()) return;
    await answerInTime(probeWrites());
    recording.markWorking();
  } catch (cause) {
    throw ledgerUnavailable(cause);
  }
}

/** Callers that come while the work is under way get its result. */
function shareWhileUnderWay(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  return () => (underWay ??= work().finally(() => (underWay = undefined)));
}
