import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseTime } from './parse-time.ts';

const zone = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'UTC';
});
afterEach(() => {
  process.env['TZ'] = zone;
});

const NOW = Date.parse('2026-11-29T01:26:11Z');

test.each([
  ['-1 hour', '2026-11-29T00:26:11.000Z'],
  ['-1h', '2026-11-29T00:26:11.000Z'],
  ['-90m', '2026-11-28T23:56:11.000Z'],
  ['-7D', '2026-11-22T01:26:11.000Z'],
  ['+2w', '2026-12-13T01:26:11.000Z'],
  ['-30s', '2026-11-29T01:25:41.000Z'],
  ['1 hour ago', '2026-11-29T00:26:11.000Z'],
  ['yesterday', '2026-11-28T00:00:00.000Z'],
  ['yesterday noon', '2026-11-28T12:00:00.000Z'],
  ['@1764379000', '2025-11-29T01:16:40.000Z'],
  ['2026-11-29 01:26', '2026-11-29T01:26:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T12:00:00.123456+02:00', '2026-01-31T10:00:00.123Z'],
  ['last week', '2026-11-22T01:26:11.000Z'],
  ['last monday', '2026-11-23T00:00:00.000Z'],
  ['-1 week 2 days', '2026-11-24T01:26:11.000Z'],
  ['now', '2026-11-29T01:26:11.000Z'],
])('reads %j', (text, time) => {
  expect(parseTime(text, NOW)?.toISOString()).toBe(time);
});

test.each(['', ' ', 'garbage', '25:61', 'soon'])('%j is no time', (text) => {
  expect(parseTime(text, NOW)).toBeUndefined();
});

test('a date without a zone is in that of the machine', () => {
  process.env['TZ'] = 'America/New_York';
  expect(parseTime('2026-01-31', NOW)?.toISOString()).toBe('2026-01-31T05:00:00.000Z');
});
