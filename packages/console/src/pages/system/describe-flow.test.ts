import { expect, test } from 'vitest';
import { describeFlow } from './describe-flow.ts';

const calm = { workers: 2, lanes_waiting: 0, oldest_age_ms: 0, desired_workers: 2, arrival_rate: 0.25 };

test.each([
  [calm, 'Nothing waits for a worker. 2 workers claim work. 0.3 runs a second are recorded.'],
  [
    { ...calm, workers: 0, lanes_waiting: 1, oldest_age_ms: 61_000, desired_workers: 1, arrival_rate: null },
    '1 lane with due runs waits for a worker; the oldest run waits for 1 min 1 s. No worker claims work. ' +
      'There should be 1.',
  ],
])('the flow of work is described in sentences: %#', (flow, expected) => {
  expect(describeFlow(flow)).toBe(expected);
});
