import { scriptGlobals } from '@upshot/sandbox/script-api/globals';
import { ioTypes } from '@upshot/sandbox/script-api/io-types';
import { expect, test } from 'vitest';
import { scriptLimits } from './script-limits.ts';

test('every limit that the table of the script API names is there, once', () => {
  const known = scriptLimits.map(({ name }) => name);
  const named = [...scriptGlobals, ...ioTypes.flatMap(({ members }) => members)].flatMap(
    ({ limits = [] }) => limits,
  );
  expect(known).toEqual([...new Set(known)]);
  expect(new Set(known)).toEqual(new Set([...known, ...named]));
});

test('every limit is a positive number', () => {
  expect(scriptLimits.filter(({ value }) => !(Number.isInteger(value) && value > 0))).toEqual([]);
});
