import { expect, test } from 'vitest';
import {
  createAdaptiveConcurrencyLimit,
  type AdaptiveConcurrencyLimit,
} from './adaptive-concurrency-limit.ts';

/** Tries to acquire `count` times; returns the admissions that succeeded. */
function fill(limiter: AdaptiveConcurrencyLimit, project: string, count: number) {
  const admissions = Array.from({ length: count }, () => limiter.tryAcquire(project));
  return admissions.filter((admission) => admission.kind === 'admitted');
}

/** The event loop lags for so many milliseconds. */
function lag(limiter: AdaptiveConcurrencyLimit, forMs: number): void {
  for (let ms = 0; ms < forMs; ms += 100) limiter.observe(80, 100);
}

test('a process without lag admits every request', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  for (let tick = 0; tick < 100; tick++) limiter.observe(5, 25);
  expect(fill(limiter, 'busy', 5000)).toHaveLength(5000);
});

test('a process that lags admits fewer requests than it has, and of one tenant no more than it leaves free', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'busy', 200);
  lag(limiter, 200);
  expect(limiter.tryAcquire('busy').kind).toBe('full');
  for (const admission of inFlight.slice(0, 160)) admission.release();
  expect(fill(limiter, 'other', 200).length).toBeLessThan(60);
  expect(limiter.tryAcquire('other').kind).toBe('tenant over share');
});

test('a tenant that is alone may use half of the limit', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'lone', 40);
  lag(limiter, 100);
  for (const admission of inFlight) admission.release();
  expect(fill(limiter, 'lone', 40)).toHaveLength(14);
});

test('a tenant below its even share is admitted although another has used the whole limit', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  fill(limiter, 'busy', 40);
  lag(limiter, 100);
  expect(fill(limiter, 'quiet', 5)).toHaveLength(5);
  expect(limiter.tryAcquire('newcomer').kind).toBe('admitted');
  expect(limiter.tryAcquire('busy').kind).toBe('tenant over share');
});

test('above the hard limit every tenant is refused as full', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  fill(limiter, 'busy', 100);
  lag(limiter, 60_000);
  expect(limiter.tryAcquire('other').kind).toBe('full');
});

test('a small number of requests is always admitted', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'busy', 100);
  lag(limiter, 60_000);
  for (const admission of inFlight) admission.release();
  expect(fill(limiter, 'lone', 100)).toHaveLength(8);
});

test('lag with few requests in flight does not lower the limit', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  fill(limiter, 'busy', 7);
  lag(limiter, 60_000);
  expect(fill(limiter, 'busy', 1000)).toHaveLength(1000);
});

test('a short pause costs a lone producer a part of its requests, and a second later none', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'lone', 32);
  limiter.observe(40, 60);
  for (const admission of inFlight) admission.release();
  const afterwards = fill(limiter, 'lone', 32);
  expect(afterwards.length).toBeGreaterThan(8);
  for (let tick = 0; tick < 50; tick++) limiter.observe(0, 20);
  for (const admission of afterwards) admission.release();
  expect(fill(limiter, 'lone', 32)).toHaveLength(32);
});

test('the limit comes back within seconds when nothing is late any more', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  for (const admission of fill(limiter, 'busy', 2000)) {
    lag(limiter, 100);
    admission.release();
  }
  expect(fill(limiter, 'busy', 2000).length).toBeLessThan(40);
  for (let tick = 0; tick < 500; tick++) limiter.observe(2, 22);
  expect(fill(limiter, 'other', 2000)).toHaveLength(2000);
});
