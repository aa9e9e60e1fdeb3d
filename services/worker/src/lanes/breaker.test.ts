import { expect, it } from 'vitest';
import type { DeliveryResult } from '../model/delivery-result.ts';
import { createBreaker } from './breaker.ts';

const lane = 'i.0';

/** A breaker on a clock that is set by hand, with whom it wakes when, and what it says. */
function start() {
  const clock = { now: 0 };
  const alarms: [lane: string, inMs: number][] = [];
  const said: string[] = [];
  const breaker = createBreaker({
    alarm: { set: (...alarm) => void alarms.push(alarm) },
    onOpened: (integration, restMs) => void said.push(`${integration} rests ${restMs}`),
    onClosed: (integration) => void said.push(`${integration} is back`),
    now: () => clock.now,
    random: () => 0,
  });
  const attempt = (delivery: DeliveryResult): boolean => {
    using passage = breaker.enter(lane);
    passage?.note(delivery);
    return passage !== undefined;
  };
  return { clock, alarms, said, breaker, attempt };
}

const down = { kind: 'unavailable' } as const;

it('lets five attempts in a row meet a receiver that is down, and then leaves the lanes alone', () => {
  const { attempt, alarms, breaker } = start();
  expect(Array.from({ length: 7 }, () => attempt(down))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(breaker.isResting('i.7')).toBe(true);
  expect(breaker.isResting('other.0')).toBe(false);
  expect(alarms).toEqual([
    [lane, 1000],
    [lane, 1000],
    ['i.7', 1000],
  ]);
});

it.each(['accepted', 'rejected', 'gone'] as const)(
  'begins to count anew when the receiver answers (%s)',
  (kind) => {
    const { attempt } = start();
    for (let n = 0; n < 4; n++) attempt(down);
    attempt({ kind });
    expect(Array.from({ length: 6 }, () => attempt(down))).toEqual([true, true, true, true, true, false]);
  },
);

it('lets one attempt through after each rest, which is twice as long as the one before, up to five minutes', () => {
  const { attempt, clock, said } = start();
  for (let n = 0; n < 5; n++) attempt(down);
  for (let n = 0; n < 10; n++) {
    clock.now += 300_000;
    expect([attempt(down), attempt(down)]).toEqual([true, false]);
  }
  expect(said.slice(0, 4)).toEqual(['i rests 1000', 'i rests 2000', 'i rests 4000', 'i rests 8000']);
  expect(said.at(-1)).toBe('i rests 300000');
});

it('lets nobody else in while that one attempt is under way, and again when it came to nothing', () => {
  const { attempt, clock, breaker } = start();
  for (let n = 0; n < 5; n++) attempt(down);
  clock.now += 1000;
  {
    using probe = breaker.enter(lane);
    expect(probe).toBeDefined();
    expect(breaker.enter('i.1')).toBeUndefined();
  }
  expect(attempt({ kind: 'accepted' })).toBe(true);
});

it('wakes every lane that was held back as soon as the receiver takes something', () => {
  const { attempt, clock, breaker, alarms, said } = start();
  for (let n = 0; n < 5; n++) attempt(down);
  for (const held of ['i.1', 'i.2']) breaker.isResting(held);
  clock.now += 1000;
  alarms.length = 0;
  attempt({ kind: 'accepted' });
  expect(alarms).toEqual([
    ['i.1', 0],
    ['i.2', 0],
  ]);
  expect(said.at(-1)).toBe('i is back');
  expect(breaker.isResting(lane)).toBe(false);
});

it('rests as long as the receiver asks, up to an hour, and no longer for attempts that began before', () => {
  const { attempt, clock, breaker, said } = start();
  const before = breaker.enter('i.1');
  for (let n = 0; n < 4; n++) attempt(down);
  attempt({ kind: 'unavailable', retryAfterMs: 60_000 });
  before?.note({ kind: 'unavailable', retryAfterMs: 0 });
  expect(said).toEqual(['i rests 60000']);
  clock.now += 59_999;
  expect(attempt(down)).toBe(false);
  clock.now += 1;
  expect(attempt({ kind: 'unavailable', retryAfterMs: 86_400_000 })).toBe(true);
  expect(said.at(-1)).toBe('i rests 3600000');
});
