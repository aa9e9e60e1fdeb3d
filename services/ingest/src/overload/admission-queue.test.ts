import { beforeEach, expect, test } from 'vitest';
import { createAdmissionQueue, type AdmissionQueue } from './admission-queue.ts';

/** One millisecond a unit of weight, and two for the commit. */
const estimator = {
  learn: () => undefined,
  share: (weight: number) => weight,
  predict: (weight: number) => weight + 2,
};

let clock = 0;
let admissionQueue: AdmissionQueue;

beforeEach(() => {
  clock = 0;
  admissionQueue = createAdmissionQueue({ estimator, now: () => clock, few: 1 });
});

function codeFor(projectId: string): string {
  try {
    admissionQueue.requireCapacity(projectId);
    return 'let in';
  } catch (problem) {
    return (problem as { code: string }).code;
  }
}

/** Lets in one after the other, each of weight 1, until there is no more admissionQueue. */
function fill(projectId: string): number {
  let count = 0;
  while (codeFor(projectId) === 'let in') {
    admissionQueue.enqueue(projectId, 1);
    count++;
  }
  return count;
}

test('a project takes about as much as it leaves, and each further one its even share', () => {
  const taken = ['a', 'b', 'c'].map(fill);
  expect(taken).toEqual([76, 75, 37]);
  expect(codeFor('a')).toBe('overloaded');
  expect(codeFor('newcomer')).toBe('let in');
});

test('whoever has more than an even share is refused, and whoever has less is not', () => {
  admissionQueue.enqueue('busy', 130);
  admissionQueue.enqueue('quiet', 10);
  expect(codeFor('busy')).toBe('too_many_requests');
  expect(codeFor('quiet')).toBe('let in');
  admissionQueue.enqueue('other', 30);
  expect(codeFor('busy')).toBe('overloaded');
  expect(codeFor('quiet')).toBe('let in');
});

test('with no admissionQueue left for anybody the fault is nobody’s own', () => {
  admissionQueue.enqueue('a', 200);
  expect(codeFor('a')).toBe('overloaded');
  expect(codeFor('b')).toBe('let in');
  admissionQueue.enqueue('b', 1);
  expect(codeFor('b')).toBe('overloaded');
});

test('what leaves gives its admissionQueue back, once', () => {
  const queued = admissionQueue.enqueue('a', 200);
  admissionQueue.enqueue('a', 70);
  queued.dequeue();
  queued.dequeue();
  expect(codeFor('a')).toBe('let in');
  expect(codeFor('b')).toBe('let in');
});

test('a batch under way counts as long as it should last, and more and more when it is late', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timed = admissionQueue.time(178, () => promise);
  admissionQueue.enqueue('a', 11);
  admissionQueue.enqueue('b', 1);
  expect(codeFor('b')).toBe('overloaded');
  clock = 30;
  expect(codeFor('b')).toBe('let in');
  clock = 180 + 170;
  expect(codeFor('b')).toBe('let in');
  clock = 180 + 180;
  expect(codeFor('b')).toBe('overloaded');
  resolve();
  await timed;
  expect(codeFor('b')).toBe('let in');
});

test('whoever finds nobody waiting is let in, however late the batch under way is', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timed = admissionQueue.time(10, () => promise);
  clock = 60_000;
  expect(codeFor('a')).toBe('let in');
  admissionQueue.enqueue('a', 1);
  expect(codeFor('a')).toBe('overloaded');
  resolve();
  await timed;
});

test('a batch that failed teaches nothing, and is over', async () => {
  const learned: number[] = [];
  const watched = createAdmissionQueue({
    estimator: { ...estimator, learn: (weight) => void learned.push(weight) },
    now: () => clock,
    few: 1,
  });
  await expect(watched.time(500, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await watched.time(3, () => Promise.resolve());
  expect(learned).toEqual([3]);
  watched.enqueue('a', 1);
  clock = 10_000;
  expect(() => watched.requireCapacity('a')).not.toThrow();
});

test('the time to come again is at least a second, as long as the wait, and not the same for everybody', () => {
  admissionQueue.enqueue('a', 4500);
  const seconds = Array.from({ length: 100 }, () => {
    try {
      admissionQueue.requireCapacity('a');
      return 0;
    } catch (problem) {
      return (problem as { retryAfterSeconds: number }).retryAfterSeconds;
    }
  });
  expect(Math.min(...seconds)).toBe(5);
  expect(new Set(seconds).size).toBeGreaterThan(1);
});

test('a few are let in although they have to wait, but not so long that they would be in vain', () => {
  const patient = createAdmissionQueue({ estimator, now: () => clock });
  for (let n = 0; n < 32; n++) {
    expect(() => patient.requireCapacity('a')).not.toThrow();
    patient.enqueue('a', 18);
  }
  expect(() => patient.requireCapacity('a')).toThrow(expect.objectContaining({ code: 'overloaded' }));
  const heavy = createAdmissionQueue({ estimator, now: () => clock });
  heavy.enqueue('a', 700);
  expect(() => heavy.requireCapacity('a')).toThrow(expect.objectContaining({ code: 'overloaded' }));
  expect(() => heavy.requireCapacity('b')).not.toThrow();
});
