import { expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { findUnstorable, rememberText } from './find-unstorable.ts';

const readBody = (text: string) => {
  const body = JSON.parse(text) as unknown;
  rememberText(body, text);
  return body;
};

test.each([
  ['{"a":[{"b":"\\u0000"}]}', 'a[0].b'],
  ['{"a":{"b\\u0000":1}}', '"a.b\\u0000"'],
  ['["x","\\uD83D"]', '[1]'],
  ['{"a":"\\uDFff"}', 'a'],
])('it says where %s holds what cannot be stored', (text, field) => {
  expect(findUnstorable(readBody(text))?.field).toBe(field);
  expect(findUnstorable(JSON.parse(text))?.field).toBe(field);
});

test('pairs of surrogates and other escapes can be stored', () => {
  expect(findUnstorable(readBody('{"a":["\\ud83d\\ude00","\\u0041","\\\\u0000"]}'))).toBeUndefined();
});

test('a large body is searched quickly', () => {
  const text = `{"a":[${'0,'.repeat(1_000_000)}0]}`;
  const [plain, escaped] = [text, text.replace('{', '{"e":"\\ud83d\\ude00",')].map(readBody);
  const begun = performance.now();
  expect(findUnstorable(plain)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(50 * busyness());
  expect(findUnstorable(escaped)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(1000 * busyness());
});
