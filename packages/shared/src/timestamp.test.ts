import { expect, test } from 'vitest';
import { toTimestamp, toTimestampOrNull } from './timestamp.ts';

test.each([
  [new Date('2026-01-31T13:00:00.5+01:00'), '2026-01-31T12:00:00.500000+00:00'],
  [Date.UTC(2026, 0, 31, 12, 0, 0, 7) + 0.25, '2026-01-31T12:00:00.007250+00:00'],
  [0, '1970-01-01T00:00:00.000000+00:00'],
])('%j is written in UTC with microseconds, as on Platform.sh', (time, text) => {
  expect(toTimestamp(time)).toBe(text);
});

test('where there is no time, there is no text', () => {
  expect([toTimestampOrNull(null), toTimestampOrNull(undefined), toTimestampOrNull(new Date(0))]).toEqual([
    null,
    null,
    '1970-01-01T00:00:00.000000+00:00',
  ]);
});
