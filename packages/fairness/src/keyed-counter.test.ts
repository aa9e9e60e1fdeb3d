import { expect, it } from 'vitest';
import { KeyedCounter } from './keyed-counter.ts';

it('counts an amount for each key, and the total', () => {
  const counter = new KeyedCounter();
  counter.add('a', 3);
  counter.add('b', 1);
  counter.add('a', -1);
  expect([counter.of('a'), counter.of('b'), counter.of('c'), counter.total]).toEqual([2, 1, 0, 3]);
});

it('gives an even share among the keys with an amount and the one that asks', () => {
  const counter = new KeyedCounter();
  expect(counter.evenShare('a', 12)).toBe(12);
  counter.add('a', 5);
  expect(counter.evenShare('a', 12)).toBe(12);
  expect(counter.evenShare('b', 12)).toBe(6);
  counter.add('b', 1);
  counter.add('c', 1);
  expect(counter.evenShare('b', 12)).toBe(4);
  counter.add('c', -1);
  expect(counter.evenShare('b', 12)).toBe(6);
});
