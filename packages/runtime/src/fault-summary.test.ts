import { expect, onTestFinished, test, vi } from 'vitest';
import { createFaultSummary, type FaultReport } from './fault-summary.ts';

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

function startSummary() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const reports: FaultReport[] = [];
  const recoveries: unknown[] = [];
  const summary = createFaultSummary({
    everyMs: 1000,
    onRepeated: (report) => void reports.push(report),
    onRecovered: (cause, afterMs) => void recoveries.push([cause, afterMs]),
  });
  return { summary, reports, recoveries };
}

test('only the first fault of a kind is logged in full', () => {
  const { summary } = startSummary();
  expect(summary.isFirst('queue', refused)).toBe(true);
  expect(summary.isFirst('queue', refused)).toBe(false);
  expect(summary.isFirst('ledger', refused)).toBe(true);
  expect(summary.isFirst('queue', new Error('no answer within 3000 ms'))).toBe(true);
  expect(summary.isFirst('queue', new Error('no answer within 3001 ms'))).toBe(false);
});

test('further faults are counted once an interval, and the recovery is told after a quiet one', () => {
  const { summary, reports, recoveries } = startSummary();
  for (let second = 0; second < 30; second++) {
    summary.isFirst('queue', refused);
    vi.advanceTimersByTime(100);
  }
  expect(reports.map(({ counts }) => counts)).toEqual([
    { ECONNREFUSED: 9 },
    { ECONNREFUSED: 10 },
    { ECONNREFUSED: 10 },
  ]);
  expect(recoveries).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(recoveries).toEqual([['queue', 2900]]);
  expect(summary.isFirst('queue', refused)).toBe(true);
});

test('a fault that happens once is neither counted nor told to have recovered', () => {
  const { summary, reports, recoveries } = startSummary();
  summary.isFirst('queue', refused);
  vi.advanceTimersByTime(5000);
  expect([reports, recoveries]).toEqual([[], []]);
});

test('an outage of ever new faults keeps twenty kinds apart and counts the rest together', () => {
  const { summary, reports } = startSummary();
  const kinds = Array.from({ length: 30 }, (_, n) => Object.assign(new Error('?'), { code: `E${n}` }));
  expect(kinds.filter((fault) => summary.isFirst('queue', fault))).toHaveLength(20);
  vi.advanceTimersByTime(1000);
  expect(reports).toEqual([{ cause: 'queue', counts: { other: 10 } }]);
});

test('disposing reports what is not yet reported', () => {
  const { summary, reports } = startSummary();
  for (let n = 0; n < 3; n++) summary.isFirst('queue', refused);
  summary[Symbol.dispose]();
  expect(reports).toEqual([{ cause: 'queue', counts: { ECONNREFUSED: 2 } }]);
});
