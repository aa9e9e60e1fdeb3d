import { expect, test } from 'vitest';
import {
  createAdaptiveConcurrencyLimit,
  type AdaptiveConcurrencyLimit,
} from './adaptive-concurrency-limit.ts';

/** Lets in up to `count` one after the other; returns who is inFlight. */
function fill(limiter: AdaptiveConcurrencyLimit, project: string, count: number) {
  const admissions = Array.from({ length: count }, () => limiter.tryAcquire(project));
  return admissions.filter((admission) => admission.kind === 'admitted');
}

/** The process is late for so many milliseconds. */
function suffer(limiter: AdaptiveConcurrencyLimit, forMs: number): void {
  for (let ms = 0; ms < forMs; ms += 100) limiter.observe(80, 100);
}

test('a process that is in time lets everybody in', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  for (let tick = 0; tick < 100; tick++) limiter.observe(5, 25);
  expect(fill(limiter, 'busy', 5000)).toHaveLength(5000);
});

test('a process that is late lets in fewer than it has, and of one project no more than it leaves to others', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'busy', 200);
  suffer(limiter, 200);
  expect(limiter.tryAcquire('busy').kind).toBe('full');
  for (const admission of inFlight.slice(0, 160)) admission.release();
  expect(fill(limiter, 'other', 200).length).toBeLessThan(60);
  expect(limiter.tryAcquire('other').kind).toBe('tenant over share');
});

test('a project that is alone may have half of what there is room for: somebody may come', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'lone', 40);
  suffer(limiter, 100);
  for (const admission of inFlight) admission.release();
  expect(fill(limiter, 'lone', 40)).toHaveLength(14);
});

test('whoever has less than an even share is let in although another has taken it all', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  fill(limiter, 'busy', 40);
  suffer(limiter, 100);
  expect(fill(limiter, 'quiet', 5)).toHaveLength(5);
  expect(limiter.tryAcquire('newcomer').kind).toBe('admitted');
  expect(limiter.tryAcquire('busy').kind).toBe('tenant over share');
});

test('when far more projects come than there is time for, the fault is nobody’s used', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  fill(limiter, 'busy', 100);
  suffer(limiter, 60_000);
  expect(limiter.tryAcquire('other').kind).toBe('full');
});

test('a few are always let in: whatever keeps the process, it is not them', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  const inFlight = fill(limiter, 'busy', 100);
  suffer(limiter, 60_000);
  for (const admission of inFlight) admission.release();
  expect(fill(limiter, 'lone', 100)).toHaveLength(8);
});

test('a process that is late with few inFlight is kept by something else', () => {
  const limiter = createAdaptiveConcurrencyLimit();
  fill(limiter, 'busy', 7);
  suffer(limiter, 60_000);
  expect(fill(limiter, 'busy', 1000)).toHaveLength(1000);
});

test('a pause costs a lone producer some of its requests at the most, and a second later none', () => {
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
    suffer(limiter, 100);
    admission.release();
  }
  expect(fill(limiter, 'busy', 2000).length).toBeLessThan(40);
  for (let tick = 0; tick < 500; tick++) limiter.observe(2, 22);
  expect(fill(limiter, 'other', 2000)).toHaveLength(2000);
});
