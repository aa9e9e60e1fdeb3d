import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatDateText } from './format-date.ts';

const zone = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'UTC';
});
afterEach(() => {
  process.env['TZ'] = zone;
});

const SUNDAY = '2026-11-29T01:26:11.314159+00:00';

test.each([
  ['jS F Y T', '29th November 2026 UTC'],
  ['u', '314159'],
  ['v', '314'],
  ['S z W t L o B I p T Z x X', 'th 332 48 30 0 2026 101 0 Z UTC 0 2026 +2026'],
  ['c', '2026-11-29T01:26:11+00:00'],
  ['\\u\\S', 'uS'],
])('%s of PHP', (format, shown) => {
  expect(formatDateText(SUNDAY, format)).toBe(shown);
});

test.each([
  ['2026-01-01T12:00:00Z', 'jS W o z', '1st 01 2026 0'],
  ['2026-12-31T12:00:00Z', 'jS W o z', '31st 53 2026 364'],
  ['2027-01-01T12:00:00Z', 'jS W o', '1st 53 2026'],
  ['2024-02-12T12:00:00Z', 'jS t L', '12th 29 1'],
  ['2026-03-22T12:00:00Z', 'jS', '22nd'],
  ['2026-03-23T12:00:00Z', 'jS u', '23rd 000000'],
])('%s by %s', (text, format, shown) => {
  expect(formatDateText(text, format)).toBe(shown);
});

test.each([
  ['Europe/Berlin', '2026-07-01T12:00:00Z', 'T I Z P', 'CEST 1 7200 +02:00'],
  ['Europe/Berlin', '2026-01-01T12:00:00Z', 'T I Z p', 'CET 0 3600 +01:00'],
  ['America/New_York', '2026-01-01T12:00:00Z', 'T I', 'EST 0'],
  ['Asia/Kolkata', '2026-01-01T12:00:00Z', 'Z', '19800'],
])('in %s', (timeZone, text, format, shown) => {
  process.env['TZ'] = timeZone;
  expect(formatDateText(text, format)).toBe(shown);
});
