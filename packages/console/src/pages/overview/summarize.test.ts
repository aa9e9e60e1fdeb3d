import { expect, test } from 'vitest';
import { describeProject, sumUp } from './summarize.ts';

test('a project is described by what fails, what is paused and what waits', () => {
  const day = sumUp([
    { outcome: 'succeeded', count: 1200 },
    { outcome: 'timed_out', count: 2 },
    { outcome: 'failed', count: 1 },
    { outcome: 'cancelled', count: 5 },
    { outcome: 'pending', count: 1 },
  ]);
  const integrations = [
    { failing_since: null },
    { failing_since: '2026-01-31T12:00:00Z', paused_at: '2026-01-31T12:00:00Z' },
  ];
  expect(describeProject(integrations, day)).toBe(
    '1 integration failing. 1 integration paused. 1 run waiting. ' +
      'In the last 24 hours 1,200 succeeded and 3 failed.',
  );
  expect(describeProject([{ failing_since: null, paused_at: null }], sumUp([]))).toBe(
    'No integration is failing. Nothing waits. In the last 24 hours 0 succeeded and 0 failed.',
  );
});
