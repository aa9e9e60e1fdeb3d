import * as fc from 'fast-check';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createWakeTimer } from './wake-timer.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** A wake timer, and which lanes it has woken when, in milliseconds from now. */
function start() {
  const startedAt = performance.now();
  const woken: [lane: string, atMs: number][] = [];
  const timer = createWakeTimer((lane) => {
    woken.push([lane, performance.now() - startedAt]);
    return Promise.resolve();
  });
  return { timer, woken };
}

/** A lane is woken so much later than its run is due, which the ledger says by its own clock. */
const LATE_MS = 5;

test('wakes each lane once, a moment after its time', () => {
  const { timer, woken } = start();
  timer.set('a.0', 200);
  timer.set('b.0', 100);
  timer.set('c.0', 0);
  vi.advanceTimersByTime(120_000);
  expect(woken).toEqual([
    ['c.0', LATE_MS],
    ['b.0', 100 + LATE_MS],
    ['a.0', 200 + LATE_MS],
  ]);
});

test('keeps the earliest time of a lane', () => {
  const { timer, woken } = start();
  timer.set('a.0', 200);
  timer.set('a.0', 300);
  timer.set('a.0', 100);
  timer.set('a.0', 100);
  vi.advanceTimersByTime(120_000);
  expect(woken).toEqual([['a.0', 100 + LATE_MS]]);
});

test('compares points in time, not delays', () => {
  const { timer, woken } = start();
  timer.set('a.0', 1000);
  vi.advanceTimersByTime(950);
  timer.set('a.0', 100);
  vi.advanceTimersByTime(120_000);
  expect(woken).toEqual([['a.0', 1000 + LATE_MS]]);
});

test('can be set again after it has woken the lane', () => {
  const { timer, woken } = start();
  timer.set('a.0', 100);
  vi.advanceTimersByTime(1000);
  timer.set('a.0', 500);
  vi.advanceTimersByTime(1000);
  expect(woken.map(([, atMs]) => atMs)).toEqual([100 + LATE_MS, 1500 + LATE_MS]);
});

test('leaves what is due in more than a minute to the relay', () => {
  const { timer, woken } = start();
  timer.set('far.0', 60_001);
  timer.set('near.0', 60_000);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(120_000);
  expect(woken).toEqual([['near.0', 60_000 + LATE_MS]]);
});

test('wakes nothing once it is disposed', () => {
  const { timer, woken } = start();
  timer.set('a.0', 100);
  timer[Symbol.dispose]();
  timer.set('b.0', 100);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(120_000);
  expect(woken).toEqual([]);
});

test('goes on when a lane cannot be woken', async () => {
  const woken: string[] = [];
  const timer = createWakeTimer((lane) => {
    woken.push(lane);
    return Promise.reject(new Error('the queue is away'));
  });
  timer.set('a.0', 100);
  timer.set('b.0', 200);
  await vi.advanceTimersByTimeAsync(1000);
  expect(woken).toEqual(['a.0', 'b.0']);
});

test('wakes every lane at the earliest time that is near enough', () => {
  const setting = fc.tuple(fc.constantFrom('a.0', 'b.0', 'c.0'), fc.nat({ max: 90_000 }));
  fc.assert(
    fc.property(fc.array(setting, { maxLength: 20 }), (settings) => {
      const { timer, woken } = start();
      const earliest = new Map<string, number>();
      for (const [lane, inMs] of settings) {
        timer.set(lane, inMs);
        if (inMs <= 60_000)
          earliest.set(lane, Math.min(inMs + LATE_MS, earliest.get(lane) ?? inMs + LATE_MS));
      }
      vi.advanceTimersByTime(200_000);
      expect(new Map(woken)).toEqual(earliest);
      expect(woken.length).toBe(earliest.size);
    }),
  );
});
