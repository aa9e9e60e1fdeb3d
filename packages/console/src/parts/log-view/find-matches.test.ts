import { expect, test } from 'vitest';
import { findMatches } from './find-matches.ts';

const lines = ['Error one', 'fine', 'a.b', 'axb', 'ERROR two'].map((text, index) => ({
  id: `1.${index}`,
  at: '',
  text,
}));

test.each([
  ['error', false, [0, 4]],
  ['a.b', false, [2]],
  ['a.b', true, [2, 3]],
  ['^error \\w+$', true, [0, 4]],
  ['nothing', false, []],
  ['', true, []],
])('%j (a pattern: %j) is found in the lines %j', (text, isPattern, found) => {
  expect(findMatches(lines, { text, isPattern })).toEqual(found);
});

test('a pattern that is none is explained', () => {
  expect(findMatches(lines, { text: '(', isPattern: true })).toEqual({
    fault: expect.stringContaining('(') as unknown,
  });
});
