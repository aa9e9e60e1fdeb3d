import { expect, test } from 'vitest';
import { readTimestamp } from './read-timestamp.ts';

test('times of Platform.sh are read', () => {
  expect(readTimestamp('2024-04-12T20:41:52.677478+00:00')).toEqual(new Date('2024-04-12T20:41:52.677Z'));
});

test.each([
  'yesterday',
  '',
  '99999-01-01T00:00:00Z',
  '2026-13-45T99:99:99Z',
  '1960-01-01T00:00:00Z',
  '2999-01-01T00:00:00Z',
  `2024-04-12T20:41:52.${'0'.repeat(5000)}Z`,
  0,
  Number.NaN,
  null,
  {},
  ['2024-04-12T20:41:52Z'],
])('%j is no time that could be meant', (value) => {
  expect(readTimestamp(value)).toBeUndefined();
});
