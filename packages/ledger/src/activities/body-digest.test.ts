import { expect, test } from 'vitest';
import { digestBody, isSameBody } from './body-digest.ts';

test('blanks around a body do not count, blanks in it do', () => {
  expect(digestBody(' \t\r\n{"a": 1}\n')).toBe(digestBody('{"a": 1}'));
  expect(isSameBody(' \t\r\n{"a": 1}\n', '{"a": 1}')).toBe(true);
  expect(digestBody('{"a":1}')).not.toBe(digestBody('{"a": 1}'));
  expect(isSameBody('{"a":1}', '{"a": 1}')).toBe(false);
});

const QUADRATIC_WOULD_TAKE_MINUTES = 400_000;

test('a body costs by its length, however many blanks it has in it', { timeout: 30_000 }, () => {
  const body = `{"a":${' '.repeat(QUADRATIC_WOULD_TAKE_MINUTES)}1}`;
  expect(digestBody(`\n${body}`)).toBe(digestBody(body));
  expect(isSameBody(`\n${body}`, body)).toBe(true);
});
