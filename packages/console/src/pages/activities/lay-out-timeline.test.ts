import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutTimeline, type TimedAttempt } from './lay-out-timeline.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 0, 31) + ms).toISOString();

function attemptOf(over: Partial<TimedAttempt> = {}): TimedAttempt {
  return {
    run: 'r',
    integration: 'i',
    integration_name: 'i',
    attempt: 1,
    outcome: 'succeeded',
    started_at: at(100),
    logged_at: at(1000),
    duration_ms: 100,
    next_attempt_at: null,
    requests: null,
    ...over,
  };
}

const request = {
  method: 'GET',
  url: 'https://a.example/',
  status: 200,
  error: null,
  bytes_out: 0,
  bytes_in: 0,
};

test('a run waits, is attempted, and asks within its attempt', () => {
  const requests = [
    { ...request, at_ms: 20, duration_ms: 50 },
    { ...request, at_ms: 90, duration_ms: null, status: null },
  ];
  const { rows, totalMs, breaks } = layOutTimeline(at(95), [attemptOf({ requests })]);
  expect(totalMs).toBe(105);
  expect(breaks).toEqual([]);
  const percent = (ms: number) => expect.closeTo((ms / 105) * 100, 6) as number;
  expect(rows.get('r')).toMatchObject([
    { kind: 'wait', left: 0, width: percent(5) },
    { kind: 'attempt', left: percent(5), width: percent(100) },
    { kind: 'request', left: percent(25), width: percent(50) },
    { kind: 'request', left: percent(95), width: percent(10) },
  ]);
});

test('a long wait before a retry is shortened, and told', () => {
  const hour = 3_600_000;
  const second = attemptOf({ attempt: 2, started_at: at(200 + hour), outcome: 'failed' });
  const { rows, breaks, totalMs } = layOutTimeline(at(100), [second, attemptOf()]);
  expect(totalMs).toBe(200 + hour);
  expect(breaks).toEqual([{ left: expect.closeTo(50, 6) as number, ms: hour }]);
  const [, first, wait, last] = rows.get('r') ?? [];
  expect(first?.width).toBeGreaterThan(40);
  expect(wait).toMatchObject({ kind: 'wait' });
  expect(last?.width).toBeCloseTo(first?.width ?? 0, 6);
});

test('without attempts there is nothing to place; an attempt of unknown times is a moment at its end', () => {
  expect(layOutTimeline(at(0), [])).toEqual({ rows: new Map(), breaks: [], totalMs: 0 });
  const lost = attemptOf({ started_at: null, duration_ms: null, outcome: 'interrupted' });
  expect(layOutTimeline(at(0), [lost]).rows.get('r')).toMatchObject([
    { kind: 'wait', left: 0, width: 100 },
    { kind: 'attempt', left: 100, width: 0 },
  ]);
});

test('whatever the times are, every bar is in the chart, and a later time is never further left', () => {
  const ms = fc.integer({ min: -1000, max: 10_000_000 });
  const some = fc.array(fc.record({ start: ms, duration: fc.integer({ min: 0, max: 5000 }), after: ms }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(some, (all) => {
      const attempts = all.map(({ start, duration, after }, index) =>
        attemptOf({
          run: `r${index % 3}`,
          attempt: index + 1,
          started_at: at(start),
          duration_ms: duration,
          requests: [{ ...request, at_ms: Math.abs(after), duration_ms: 10 }],
        }),
      );
      const { rows } = layOutTimeline(at(0), attempts);
      const bars = [...rows.values()].flat();
      for (const { left, width } of bars) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(width).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(100 + 1e-6);
      }
      const starts = bars
        .flatMap((bar) => (bar.kind === 'attempt' ? [bar] : []))
        .toSorted(
          (one, other) =>
            Date.parse(one.attempt.started_at ?? '') - Date.parse(other.attempt.started_at ?? ''),
        )
        .map(({ left }) => left);
      expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    }),
  );
});
