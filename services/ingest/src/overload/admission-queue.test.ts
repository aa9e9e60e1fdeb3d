import { beforeEach, expect, test } from 'vitest';
import { createAdmissionQueue, type AdmissionQueue } from './admission-queue.ts';

/** One millisecond a unit of weight, and two for the commit. */
const estimator = {
  learn: () => undefined,
  share: (weight: number) => weight,
  predict: (weight: number) => weight + 2,
};

let clock = 0;
let queue: AdmissionQueue;

beforeEach(() => {
  clock = 0;
  queue = createAdmissionQueue({ estimator, now: () => clock, minRequests: 1 });
});

function codeFor(projectId: string): string {
  try {
    queue.requireCapacity(projectId);
    return 'admitted';
  } catch (problem) {
    return (problem as { code: string }).code;
  }
}

/** Enqueues requests of weight 1 until the next one is refused; returns how many. */
function fill(projectId: string): number {
  let count = 0;
  while (codeFor(projectId) === 'admitted') {
    queue.enqueue(projectId, 1);
    count++;
  }
  return count;
}

test('a project takes about as much as it leaves, and each further one its even share', () => {
  const taken = ['a', 'b', 'c'].map(fill);
  expect(taken).toEqual([76, 75, 37]);
  expect(codeFor('a')).toBe('overloaded');
  expect(codeFor('newcomer')).toBe('admitted');
});

test('a project above its even share is refused, and one below it is not', () => {
  queue.enqueue('busy', 130);
  queue.enqueue('quiet', 10);
  expect(codeFor('busy')).toBe('too_many_requests');
  expect(codeFor('quiet')).toBe('admitted');
  queue.enqueue('other', 30);
  expect(codeFor('busy')).toBe('overloaded');
  expect(codeFor('quiet')).toBe('admitted');
});

test('with no capacity left, projects that have requests waiting are refused as overloaded', () => {
  queue.enqueue('a', 200);
  expect(codeFor('a')).toBe('overloaded');
  expect(codeFor('b')).toBe('admitted');
  queue.enqueue('b', 1);
  expect(codeFor('b')).toBe('overloaded');
});

test('a request gives its capacity back once', () => {
  const queued = queue.enqueue('a', 200);
  queue.enqueue('a', 70);
  queued.dequeue();
  queued.dequeue();
  expect(codeFor('a')).toBe('admitted');
  expect(codeFor('b')).toBe('admitted');
});

test('a batch under way counts for its expected rest, and for ever more when it is late', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timed = queue.time(178, () => promise);
  queue.enqueue('a', 11);
  queue.enqueue('b', 1);
  expect(codeFor('b')).toBe('overloaded');
  clock = 30;
  expect(codeFor('b')).toBe('admitted');
  clock = 180 + 170;
  expect(codeFor('b')).toBe('admitted');
  clock = 180 + 180;
  expect(codeFor('b')).toBe('overloaded');
  resolve();
  await timed;
  expect(codeFor('b')).toBe('admitted');
});

test('a first request is admitted, however late the batch under way is', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timed = queue.time(10, () => promise);
  clock = 60_000;
  expect(codeFor('a')).toBe('admitted');
  queue.enqueue('a', 1);
  expect(codeFor('a')).toBe('overloaded');
  resolve();
  await timed;
});

test('nothing is learned from a batch that failed', async () => {
  const learned: number[] = [];
  const watched = createAdmissionQueue({
    estimator: { ...estimator, learn: (weight) => void learned.push(weight) },
    now: () => clock,
    minRequests: 1,
  });
  await expect(watched.time(500, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await watched.time(3, () => Promise.resolve());
  expect(learned).toEqual([3]);
  watched.enqueue('a', 1);
  clock = 10_000;
  expect(() => watched.requireCapacity('a')).not.toThrow();
});

test('retry-after is at least a second, as long as the wait, and has jitter', () => {
  queue.enqueue('a', 4500);
  const seconds = Array.from({ length: 100 }, () => {
    try {
      queue.requireCapacity('a');
      return 0;
    } catch (problem) {
      return (problem as { retryAfterSeconds: number }).retryAfterSeconds;
    }
  });
  expect(Math.min(...seconds)).toBe(5);
  expect(new Set(seconds).size).toBeGreaterThan(1);
});

test('a few requests are admitted although they have to wait, unless they are heavy', () => {
  const light = createAdmissionQueue({ estimator, now: () => clock });
  for (let n = 0; n < 32; n++) {
    expect(() => light.requireCapacity('a')).not.toThrow();
    light.enqueue('a', 18);
  }
  expect(() => light.requireCapacity('a')).toThrow(expect.objectContaining({ code: 'overloaded' }));
  const heavy = createAdmissionQueue({ estimator, now: () => clock });
  heavy.enqueue('a', 700);
  expect(() => heavy.requireCapacity('a')).toThrow(expect.objectContaining({ code: 'overloaded' }));
  expect(() => heavy.requireCapacity('b')).not.toThrow();
});
