import { expect, it } from 'vitest';
import { Tally } from './tally.ts';

it('knows what everybody has, and all of them together', () => {
  const tally = new Tally();
  tally.add('a', 3);
  tally.add('b', 1);
  tally.add('a', -1);
  expect([tally.of('a'), tally.of('b'), tally.of('c'), tally.total]).toEqual([2, 1, 0, 3]);
});

it('shares out evenly between those who have something and the one who asks', () => {
  const tally = new Tally();
  expect(tally.evenShare('a', 12)).toBe(12);
  tally.add('a', 5);
  expect(tally.evenShare('a', 12)).toBe(12);
  expect(tally.evenShare('b', 12)).toBe(6);
  tally.add('b', 1);
  tally.add('c', 1);
  expect(tally.evenShare('b', 12)).toBe(4);
  tally.add('c', -1);
  expect(tally.evenShare('b', 12)).toBe(6);
});
