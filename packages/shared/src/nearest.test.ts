import { expect, test } from 'vitest';
import { didYouMean, nearest, onlyNear } from './nearest.ts';

const fields = ['events', 'states', 'environments', 'excluded_environments'];

test.each([
  ['event', 'events'],
  ['State', 'states'],
  ['enviroments', 'environments'],
  ['exclude_environments', 'excluded_environments'],
])('%s is nearest to %s', (word, meant) => {
  expect(nearest(word, fields)).toBe(meant);
});

test.each(['zzzzzzzz', '__proto__', '', 'x'.repeat(100_000)])(
  'case %#: some words are like nothing',
  (word) => {
    expect(nearest(word, fields)).toBeUndefined();
  },
);

test.each([
  ['event', 'events'],
  ['enviroments', 'environments'],
  ['stat', 'states'],
  ['sta', undefined],
])('%s can only be %s', (word, meant) => {
  expect(onlyNear(word, fields)).toBe(meant);
});

test('of two words that are as near, none can be meant alone', () => {
  expect(onlyNear('bar', ['bat', 'far'])).toBeUndefined();
  expect(onlyNear('bar', ['bar', 'far'])).toBe('bar');
});

test('a message names the word that was meant, or nothing', () => {
  expect(didYouMean('enviroments', fields)).toBe('; did you mean environments?');
  expect(didYouMean('zzzzzzzz', fields)).toBe('');
});
