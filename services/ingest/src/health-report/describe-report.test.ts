import { expect, test } from 'vitest';
import { describeReport, reasonCodes, type ReportFacts } from './describe-report.ts';

const calm: ReportFacts = {
  queue: 'ok',
  workers: 2,
  draining: 0,
  lanes: 128,
  activeLanes: 3,
  isConsumed: true,
  dueLanes: 3,
  pausedLanes: 0,
  limitedLanes: 0,
  retryingLanes: 0,
  oldestAgeMs: 900,
  failingWebhooks: 0,
  recentAttempts: 200,
  recentFailures: 3,
  recentActivities: 100,
  unmatchedActivities: 20,
};

const cases: readonly (readonly [Partial<ReportFacts>, string, readonly string[], string])[] = [
  [{}, 'flowing', [], 'Work flows: the oldest due run waits for 1 s.'],
  [{ dueLanes: 0, oldestAgeMs: 0 }, 'flowing', [], 'Work flows: no run waits.'],
  [{ oldestAgeMs: 300_000 }, 'slow', [], 'Work flows slowly: the oldest due run waits for 5 min.'],
  [
    { dueLanes: 0, oldestAgeMs: 0, recentAttempts: 0, recentFailures: 0 },
    'idle',
    [],
    'There is no work: no run waits, and none ended within the last five minutes.',
  ],
  [
    { dueLanes: 0, recentAttempts: 0, recentFailures: 0, recentActivities: 0, unmatchedActivities: 0 },
    'idle',
    [],
    'There is no work: no activity was recorded within the last hour.',
  ],
  [
    { workers: 0, lanes: 0, activeLanes: 0, dueLanes: 1 },
    'stuck',
    ['no_worker'],
    'Work does not flow. No worker is alive; 1 lane has due runs.',
  ],
  [
    { workers: 0, lanes: 0, activeLanes: 0, dueLanes: 0, recentAttempts: 0 },
    'idle',
    ['no_worker'],
    'There is no work: no run waits, and none ended within the last five minutes.',
  ],
  [
    { draining: 2, lanes: 0, activeLanes: 0 },
    'stuck',
    ['all_draining'],
    'Work does not flow. Every worker was asked to drain; 3 lanes have due runs.',
  ],
  [{ draining: 1 }, 'flowing', [], 'Work flows: the oldest due run waits for 1 s.'],
  [
    { isConsumed: false },
    'stuck',
    ['not_consumed'],
    'Work does not flow. Workers are alive and claim no lane; 3 lanes have due runs.',
  ],
  [
    { queue: 'degraded' },
    'stuck',
    ['queue_degraded'],
    'Work does not flow. Redis does not answer, or refuses writes: runs wait until it is back.',
  ],
  [{ queue: 'evicting' }, 'flowing', ['queue_evicting'], 'Work flows: the oldest due run waits for 1 s.'],
  [
    { dueLanes: 200, activeLanes: 128, oldestAgeMs: 90_000 },
    'slow',
    ['lanes_full'],
    'Work flows slowly: the oldest due run waits for 90 s.',
  ],
  [{ dueLanes: 128, activeLanes: 128 }, 'flowing', [], 'Work flows: the oldest due run waits for 1 s.'],
  [
    {
      recentFailures: 120,
      failingWebhooks: 1,
      pausedLanes: 2,
      limitedLanes: 3,
      retryingLanes: 4,
      unmatchedActivities: 100,
    },
    'flowing',
    ['failures', 'receivers_fail', 'paused', 'limited', 'retries', 'nothing_matches'],
    'Work flows: the oldest due run waits for 1 s.',
  ],
  [
    { recentAttempts: 5, recentFailures: 5, recentActivities: 3, unmatchedActivities: 3 },
    'flowing',
    [],
    'Work flows: the oldest due run waits for 1 s.',
  ],
];

test.each(cases)('%j: %s, because %j', (facts, status, codes, summary) => {
  const report = describeReport({ ...calm, ...facts });
  expect({ ...report, reasons: report.reasons.map(({ code }) => code) }).toEqual({
    status,
    reasons: codes,
    summary,
  });
});

test('every reason has a case', () => {
  expect(new Set(cases.flatMap(([, , codes]) => codes))).toEqual(new Set(reasonCodes));
});
