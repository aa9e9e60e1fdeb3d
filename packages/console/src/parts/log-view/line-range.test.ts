import { expect, test } from 'vitest';
import { readLineRange, writeLineRange } from './line-range.ts';

test.each([
  ['#L120', { first: 120, last: 120 }, 'L120'],
  ['L3-L5', { first: 3, last: 5 }, 'L3-L5'],
  ['#L5-L3', { first: 3, last: 5 }, 'L3-L5'],
] as const)('%s names lines', (hash, range, written) => {
  expect(readLineRange(hash)).toEqual(range);
  expect(writeLineRange(range)).toBe(written);
});

test.each(['', '#', '#x', '#L', '#L1-', '#L1-5', '#L9999999999'])('%j names none', (hash) => {
  expect(readLineRange(hash)).toBeUndefined();
});
