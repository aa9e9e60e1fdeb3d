import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LeastRecentlyServed } from './least-recently-served.ts';

const noLoad = { keyOf: (key: string) => key, loadOf: () => 0 };

test('every key that waits is served once before any is served twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }), (keys) => {
      const turns = new LeastRecentlyServed();
      const served = Array.from({ length: keys.length * 3 }, () => {
        const next = turns.next(keys, noLoad) ?? '';
        turns.note(next);
        return next;
      });
      for (let round = 0; round < 3; round++) {
        expect(new Set(served.slice(round * keys.length, (round + 1) * keys.length))).toEqual(new Set(keys));
      }
    }),
  );
});

test('a candidate is chosen whenever there is one', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (history, candidates) => {
      const turns = new LeastRecentlyServed();
      for (const key of history) turns.note(key);
      expect(turns.next(candidates, noLoad) !== undefined).toBe(candidates.length > 0);
    }),
  );
});

test('the key with the least load goes first, and of its candidates the first', () => {
  const turns = new LeastRecentlyServed();
  turns.note('idle');
  const candidates = ['busy 1', 'idle 1', 'idle 2'];
  const keyOf = (candidate: string) => candidate.split(' ')[0] ?? '';
  expect(turns.next(candidates, { keyOf, loadOf: (key) => (key === 'busy' ? 1 : 0) })).toBe('idle 1');
  expect(turns.next(candidates.toReversed(), { keyOf, loadOf: (key) => (key === 'busy' ? 1 : 0) })).toBe(
    'idle 2',
  );
  expect(turns.next(candidates, { keyOf, loadOf: () => 0 })).toBe('busy 1');
  expect(turns.next([], noLoad)).toBeUndefined();
});
