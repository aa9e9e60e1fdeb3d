import { expect, it } from 'vitest';
import type { DeliveryResult } from '../model/delivery-result.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

const lane = 'i.0';

/** A circuit breaker with a manual clock and chosen jitter (0 to 1); records wake-ups and events. */
function start(jitter = 0) {
  const clock = { now: 0 };
  const wakeUps: [lane: string, inMs: number][] = [];
  const events: string[] = [];
  const breaker = createCircuitBreaker({
    wakeTimer: { set: (...wakeUp) => void wakeUps.push(wakeUp) },
    onOpened: ({ id, name }, openMs) => void events.push(`${name} (${id}) opened for ${openMs}`),
    onClosed: ({ id, name }) => void events.push(`${name} (${id}) closed`),
    now: () => clock.now,
    random: () => jitter,
  });
  const attempt = (delivery: DeliveryResult): boolean => {
    using permit = breaker.acquirePermit(lane, 'hook');
    permit?.record(delivery);
    return permit !== undefined;
  };
  return { clock, wakeUps, events, breaker, attempt };
}

const down = { kind: 'unavailable' } as const;

it('opens after five attempts in a row that find the receiver unavailable', () => {
  const { attempt, wakeUps, breaker } = start();
  expect(Array.from({ length: 7 }, () => attempt(down))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(breaker.isOpen('i.7')).toBe(true);
  expect(breaker.isOpen('other.0')).toBe(false);
  expect(wakeUps).toEqual([
    [lane, 1000],
    [lane, 1000],
    ['i.7', 1000],
  ]);
});

it.each(['accepted', 'rejected', 'gone'] as const)(
  'counts failures from zero when the receiver answers (%s)',
  (kind) => {
    const { attempt } = start();
    for (let n = 0; n < 4; n++) attempt(down);
    attempt({ kind });
    expect(Array.from({ length: 6 }, () => attempt(down))).toEqual([true, true, true, true, true, false]);
  },
);

it('makes one probe when half-open, and opens twice as long after each failed probe, up to five minutes', () => {
  const { attempt, clock, events } = start();
  for (let n = 0; n < 5; n++) attempt(down);
  for (let n = 0; n < 10; n++) {
    clock.now += 300_000;
    expect([attempt(down), attempt(down)]).toEqual([true, false]);
  }
  expect(events.slice(0, 4)).toEqual([
    'hook (i) opened for 1000',
    'hook (i) opened for 2000',
    'hook (i) opened for 4000',
    'hook (i) opened for 8000',
  ]);
  expect(events.at(-1)).toBe('hook (i) opened for 300000');
});

it('adds jitter of up to a fifth', () => {
  const { attempt, events } = start(0.5);
  for (let n = 0; n < 5; n++) attempt(down);
  expect(events).toEqual(['hook (i) opened for 1100']);
});

it('makes one probe at a time, and another when the probe had no result', () => {
  const { attempt, clock, breaker } = start();
  for (let n = 0; n < 5; n++) attempt(down);
  clock.now += 1000;
  {
    using probe = breaker.acquirePermit(lane, 'hook');
    expect(probe).toBeDefined();
    expect(breaker.acquirePermit('i.1', 'hook')).toBeUndefined();
  }
  expect(attempt({ kind: 'accepted' })).toBe(true);
});

it('wakes every held lane when the probe closes the circuit', () => {
  const { attempt, clock, breaker, wakeUps, events } = start();
  for (let n = 0; n < 5; n++) attempt(down);
  for (const heldLane of ['i.1', 'i.2']) breaker.isOpen(heldLane);
  clock.now += 1000;
  wakeUps.length = 0;
  attempt({ kind: 'accepted' });
  expect(wakeUps).toEqual([
    ['i.1', 0],
    ['i.2', 0],
  ]);
  expect(events.at(-1)).toBe('hook (i) closed');
  expect(breaker.isOpen(lane)).toBe(false);
});

it('stays open as long as retry-after asks, up to an hour, and ignores attempts that began before it opened', () => {
  const { attempt, clock, breaker, events } = start();
  const before = breaker.acquirePermit('i.1', 'hook');
  for (let n = 0; n < 4; n++) attempt(down);
  attempt({ kind: 'unavailable', retryAfterMs: 60_000 });
  before?.record({ kind: 'unavailable', retryAfterMs: 0 });
  expect(events).toEqual(['hook (i) opened for 60000']);
  clock.now += 59_999;
  expect(attempt(down)).toBe(false);
  clock.now += 1;
  expect(attempt({ kind: 'unavailable', retryAfterMs: 86_400_000 })).toBe(true);
  expect(events.at(-1)).toBe('hook (i) opened for 3600000');
});
