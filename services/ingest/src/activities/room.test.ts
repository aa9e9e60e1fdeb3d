import { beforeEach, expect, test } from 'vitest';
import { createRoom, type Room } from './room.ts';

/** One millisecond a unit of weight, and two for the commit. */
const pace = {
  learn: () => undefined,
  share: (weight: number) => weight,
  predict: (weight: number) => weight + 2,
};

let clock = 0;
let room: Room;

beforeEach(() => {
  clock = 0;
  room = createRoom({ pace, now: () => clock, few: 1 });
});

function codeFor(projectId: string): string {
  try {
    room.require(projectId);
    return 'let in';
  } catch (problem) {
    return (problem as { code: string }).code;
  }
}

/** Lets in one after the other, each of weight 1, until there is no more room. */
function fill(projectId: string): number {
  let count = 0;
  while (codeFor(projectId) === 'let in') {
    room.enter(projectId, 1);
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
  room.enter('busy', 130);
  room.enter('quiet', 10);
  expect(codeFor('busy')).toBe('too_many_requests');
  expect(codeFor('quiet')).toBe('let in');
  room.enter('other', 30);
  expect(codeFor('busy')).toBe('overloaded');
  expect(codeFor('quiet')).toBe('let in');
});

test('with no room left for anybody the fault is nobody’s own', () => {
  room.enter('a', 200);
  expect(codeFor('a')).toBe('overloaded');
  expect(codeFor('b')).toBe('let in');
  room.enter('b', 1);
  expect(codeFor('b')).toBe('overloaded');
});

test('what leaves gives its room back, once', () => {
  const place = room.enter('a', 200);
  room.enter('a', 70);
  place.leave();
  place.leave();
  expect(codeFor('a')).toBe('let in');
  expect(codeFor('b')).toBe('let in');
});

test('a batch under way counts as long as it should last, and more and more when it is late', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timed = room.time(178, () => promise);
  room.enter('a', 11);
  room.enter('b', 1);
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
  const timed = room.time(10, () => promise);
  clock = 60_000;
  expect(codeFor('a')).toBe('let in');
  room.enter('a', 1);
  expect(codeFor('a')).toBe('overloaded');
  resolve();
  await timed;
});

test('a batch that failed teaches nothing, and is over', async () => {
  const learned: number[] = [];
  const watched = createRoom({
    pace: { ...pace, learn: (weight) => void learned.push(weight) },
    now: () => clock,
    few: 1,
  });
  await expect(watched.time(500, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await watched.time(3, () => Promise.resolve());
  expect(learned).toEqual([3]);
  watched.enter('a', 1);
  clock = 10_000;
  expect(() => watched.require('a')).not.toThrow();
});

test('the time to come again is at least a second, as long as the wait, and not the same for everybody', () => {
  room.enter('a', 4500);
  const seconds = Array.from({ length: 100 }, () => {
    try {
      room.require('a');
      return 0;
    } catch (problem) {
      return (problem as { retryAfterSeconds: number }).retryAfterSeconds;
    }
  });
  expect(Math.min(...seconds)).toBe(5);
  expect(new Set(seconds).size).toBeGreaterThan(1);
});

test('a few are let in although they have to wait, but not so long that they would be in vain', () => {
  const patient = createRoom({ pace, now: () => clock });
  for (let n = 0; n < 32; n++) {
    expect(() => patient.require('a')).not.toThrow();
    patient.enter('a', 18);
  }
  expect(() => patient.require('a')).toThrow(expect.objectContaining({ code: 'overloaded' }));
  const heavy = createRoom({ pace, now: () => clock });
  heavy.enter('a', 700);
  expect(() => heavy.require('a')).toThrow(expect.objectContaining({ code: 'overloaded' }));
  expect(() => heavy.require('b')).not.toThrow();
});
