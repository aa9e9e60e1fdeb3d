import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

test('a seed makes the same numbers again, another seed makes others', () => {
  const ids = (seed: string) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.id());
  };
  expect(ids('a')).toEqual(ids('a'));
  expect(new Set([...ids('a'), ...ids('b')]).size).toBe(40);
});

test('numbers keep to their bounds, reach both, and have the shape that is asked for', () => {
  const random = createRandom('bounds');
  const drawn = Array.from({ length: 500 }, () => random.integer(3, 6));
  expect([...new Set(drawn)].toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
  expect(random.id()).toMatch(/^[a-z0-9]{13}$/);
  expect(random.hex(40)).toMatch(/^[0-9a-f]{40}$/);
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(() => random.pick([])).toThrow(RangeError);
});
