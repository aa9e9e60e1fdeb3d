import type { Database } from '@upshot/ledger/connect';
import { countEndedAttempts, readFlow } from '@upshot/ledger/health/flow';
import { readSamples, takeSample, type ScalingSample } from '@upshot/ledger/scaling/samples';
import { readLiveWorkers } from '@upshot/ledger/workers/read';
import type { QueueState } from '@upshot/runtime/redis-check';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { isConsumed } from '../health/watch-workers.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ledgerUnavailable } from '../http/problems/answer-in-time.ts';
import { timestamp } from '../http/schemas.ts';
import { SAMPLE_MS } from '../scaling/watch-scaling.ts';
import { describeReport, reasonCodes, reportStatuses } from './describe-report.ts';

const MINUTES = 60;
const MINUTE_MS = 60_000;

const sparkline = (description: string) =>
  Type.Array(Type.Union([Type.Number(), Type.Null()]), { description: `${description} Null: not known.` });

/** Whether work flows. */
export const healthReportSchema = Type.Object({
  at: timestamp,
  status: Type.Enum([...reportStatuses], {
    description:
      'flowing. idle: there is no work. slow: a due run waits for over a minute. stuck: for a critical reason.',
  }),
  summary: Type.String({ description: 'The same in a sentence.' }),
  reasons: Type.Array(
    Type.Object({
      code: Type.Enum([...reasonCodes]),
      severity: Type.Enum(['critical', 'warning', 'info']),
      message: Type.String(),
      resolution: Type.String({ description: 'What to do.' }),
    }),
    { description: 'What holds work up, the worst first.' },
  ),
  sparklines: Type.Object(
    {
      recorded: sparkline('Runs recorded.'),
      ended: sparkline('Attempts that ended, about.'),
      oldest_age_ms: sparkline('For how long the oldest due run waited, at most.'),
    },
    { description: 'A value for each of the last 60 minutes, the latest last.' },
  ),
});

interface ReportParts {
  readonly database: Database;
  readonly readQueueState: () => Promise<QueueState>;
  readonly healthWorkersMs: number;
}

/** Says whether work flows, and if not, why. */
export function getHealthReport({ database, readQueueState, healthWorkersMs }: ReportParts) {
  return defineEndpoint({
    operationId: 'getHealthReport',
    summary: 'Read whether work flows, and if not, why',
    tag: 'service',
    answers: { 200: { description: 'The report.', schema: healthReportSchema } },
    problems: ['ledger_unavailable'],
    async handle() {
      const queue = await readQueueState();
      const facts = await readFacts(database, healthWorkersMs).catch((cause: unknown) => {
        throw ledgerUnavailable(cause);
      });
      const { flow, workers, consumed, ended, samples } = facts;
      const claiming = workers.filter(({ drain_requested_at: asked }) => asked === null);
      const now = Date.now();
      return {
        at: toTimestamp(new Date(now)),
        ...describeReport({
          ...flow,
          queue,
          workers: workers.length,
          draining: workers.length - claiming.length,
          lanes: sum(claiming.map(({ lanes }) => lanes)),
          activeLanes: sum(claiming.map(({ active_lanes: active }) => active?.length ?? 0)),
          isConsumed: consumed,
        }),
        sparklines: { ended: [...ended], ...drawSamples(samples, now) },
      };
    },
  });
}

async function readFacts(database: Database, workersMs: number) {
  await takeSample(database, SAMPLE_MS - 1000);
  const [flow, workers, consumed, ended, samples] = await Promise.all([
    readFlow(database),
    readLiveWorkers(database),
    isConsumed(database, workersMs),
    countEndedAttempts(database, MINUTES),
    readSamples(database, (MINUTES + 1) * MINUTE_MS),
  ]);
  return { flow, workers, consumed, ended, samples };
}

/** Runs recorded and the greatest age, by minute; null for a minute without samples. */
function drawSamples(samples: readonly ScalingSample[], now: number) {
  const minuteOf = ({ sampled_at: at }: ScalingSample) =>
    MINUTES - 1 - Math.floor((now - at.getTime()) / MINUTE_MS);
  const byMinute = Map.groupBy(samples, minuteOf);
  const minutes = Array.from({ length: MINUTES }, (_, minute) => byMinute.get(minute) ?? []);
  return {
    recorded: minutes.map((within, minute) => {
      const last = within.at(-1);
      const before = byMinute.get(minute - 1)?.at(-1) ?? within[0];
      if (last === undefined || before === undefined) return null;
      return Math.max(0, Number(last.runs_created) - Number(before.runs_created));
    }),
    oldest_age_ms: minutes.map((within) =>
      within.length === 0 ? null : Math.max(...within.map(({ oldest_age_ms: age }) => age)),
    ),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
