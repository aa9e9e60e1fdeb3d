import { expect, test } from 'vitest';
import { readTimestamp, toTimestamp } from './timestamp.ts';

test('times are written in UTC with microseconds, as on Platform.sh', () => {
  expect(toTimestamp(new Date('2026-01-31T13:00:00.5+01:00'))).toBe('2026-01-31T12:00:00.500000+00:00');
});

test('times of the original are read', () => {
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
