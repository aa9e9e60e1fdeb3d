import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayBeforeRetry, longestRetryMs, parseRetryAfter, parseRetrySchedule } from './retry-schedule.ts';

const DAY_MS = 86_400_000;

const now = Date.parse('2026-01-31T12:00:00.000Z');

const delaysMs = fc.array(fc.nat({ max: 2 * DAY_MS }), { minLength: 1, maxLength: 10 });
/** As `Math.random` returns it. */
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retryAfterMs = fc.option(fc.nat({ max: 400 * DAY_MS }), { nil: undefined });

describe('a retry schedule', () => {
  it('is read from seconds, fractions included', () => {
    expect(parseRetrySchedule('0.5,30,3600')).toEqual({ delaysMs: [500, 30_000, 3_600_000] });
  });

  it('has a delay after each attempt but the last', () => {
    const schedule = parseRetrySchedule('1,5,30');
    const delays = [1, 2, 3, 4, 5].map((attempt) => delayBeforeRetry(schedule, attempt, undefined, 0));
    expect(delays).toEqual([1000, 5000, 30_000, undefined, undefined]);
  });

  it('makes no further attempt after the last, whatever the receiver asks for', () => {
    fc.assert(
      fc.property(delaysMs, fc.nat(20), retryAfterMs, random, (delays, more, asked, chance) => {
        const attempt = delays.length + 1 + more;
        expect(delayBeforeRetry({ delaysMs: delays }, attempt, asked, chance)).toBeUndefined();
      }),
    );
  });

  it('never puts a retry further ahead than the longest one', () => {
    fc.assert(
      fc.property(delaysMs, fc.nat(10), retryAfterMs, random, (delays, attempt, asked, chance) => {
        const schedule = { delaysMs: delays };
        const delay = delayBeforeRetry(schedule, attempt, asked, chance) ?? 0;
        expect(delay).toBeLessThanOrEqual(longestRetryMs(schedule));
      }),
    );
    expect(longestRetryMs({ delaysMs: [1000] })).toBe(1.2 * DAY_MS);
    expect(longestRetryMs({ delaysMs: [1000, 10 * DAY_MS] })).toBe(12 * DAY_MS);
  });

  it('adds jitter of up to a fifth, in proportion to the random number', () => {
    const schedule = { delaysMs: [10_000] };
    const delays = [0, 0.25, 0.5, 0.75].map((chance) => delayBeforeRetry(schedule, 1, undefined, chance));
    expect(delays).toEqual([10_000, 10_500, 11_000, 11_500]);
  });

  it('spreads retries by itself', () => {
    const delays = Array.from({ length: 100 }, () => delayBeforeRetry({ delaysMs: [10_000] }, 1, undefined));
    expect(new Set(delays).size).toBeGreaterThan(50);
    for (const delay of delays) expect(delay).toBeGreaterThanOrEqual(10_000);
    for (const delay of delays) expect(delay).toBeLessThan(12_000);
  });

  it('waits as long as the receiver asks, up to a day, and never less than the schedule says', () => {
    fc.assert(
      fc.property(delaysMs, retryAfterMs, random, (delays, asked, chance) => {
        for (const [index, delay] of delays.entries()) {
          const waited = delayBeforeRetry({ delaysMs: delays }, index + 1, asked, chance);
          const base = Math.max(delay, Math.min(asked ?? 0, DAY_MS));
          expect(waited).toBeGreaterThanOrEqual(base);
          expect(waited).toBeLessThanOrEqual(base * 1.2);
        }
      }),
    );
  });

  it.each([
    ['an hour', 3_600_000, 3_600_000],
    ['exactly a day', DAY_MS, DAY_MS],
    ['a second more than a day', DAY_MS + 1000, DAY_MS],
    ['a year', 365 * DAY_MS, DAY_MS],
    ['for ever', Number.POSITIVE_INFINITY, DAY_MS],
    ['less than the schedule', 10, 1000],
  ])('waits for a receiver that asks for %s', (_what, asked, waited) => {
    expect(delayBeforeRetry({ delaysMs: [1000] }, 1, asked, 0)).toBe(waited);
  });
});

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['31536000', 365 * DAY_MS],
  ])('is read as seconds: "%s"', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  it.each([
    ['Sat, 31 Jan 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Feb 2026 12:00:00 GMT', DAY_MS],
    ['Sat, 31 Jan 2026 12:00:00 GMT', 0],
    ['Sat, 31 Jan 2026 11:00:00 GMT', 0],
  ])('is read as a date, which may have passed: "%s"', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  it.each([undefined, '', 'soon', '-', 'NaN'])('that says nothing is passed over: %j', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });

  it('of any second, in either form, means the same', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 * 86_400 }), (seconds) => {
        const date = new Date(now + seconds * 1000).toUTCString();
        expect(parseRetryAfter(date, now)).toBe(seconds * 1000);
        expect(parseRetryAfter(String(seconds), now)).toBe(seconds * 1000);
      }),
    );
  });

  it('of any text never becomes a negative delay', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const asked = parseRetryAfter(text, now);
        expect(asked === undefined || asked >= 0).toBe(true);
      }),
    );
  });
});
