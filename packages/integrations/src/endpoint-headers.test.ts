import { expect, test } from 'vitest';
import { findHeadersFault, parseHeaders, secretsOfHeaders } from './endpoint-headers.ts';

test('headers are read a line each, without the blanks around values', () => {
  const text = 'Authorization: Basic dTpw\r\n\nX-Team:\tweb, "shop" \nx-empty-lines: do not count\n';
  expect(findHeadersFault(text)).toBeUndefined();
  expect(parseHeaders(text)).toEqual([
    ['Authorization', 'Basic dTpw'],
    ['X-Team', 'web, "shop"'],
    ['x-empty-lines', 'do not count'],
  ]);
  expect(parseHeaders(null)).toEqual([]);
});

test.each([
  ['no colon', 'X-Team'],
  ['no name', ': web'],
  ['no value', 'X-Team:  '],
  ['a blank in the name', 'X Team: web'],
  ['a blank before the colon', 'X-Team : web'],
  ['a control character', 'X-Team: a\u0000b'],
  ['a lone carriage return', 'X-Team: a\rX-Other: b'],
  ['letters beyond ASCII', 'X-Team: Grüße'],
  ['a name that is too long', `${'x'.repeat(101)}: a`],
])('%s is refused, with the line and without the value', (_what, text) => {
  const fault = findHeadersFault(`X-First: ok\n${text}`);
  expect(fault).toBe('line 2 must be "Name: value", in ASCII');
});

test.each([
  'Host',
  'content-length',
  'Content-Type',
  'content-encoding',
  'Transfer-Encoding',
  'connection',
  'TE',
  'upgrade',
  'expect',
  'proxy-authorization',
  'Webhook-Signature',
  'webhook-id',
  'X-JWS-Signature',
  'upshot-attempt',
  'traceparent',
  'baggage',
])('%s belongs to the delivery', (name) => {
  expect(findHeadersFault(`${name}: a`)).toBe(`line 1: ${name} is set by the delivery itself`);
});

test('a name stands there once, and there are at most 20', () => {
  expect(findHeadersFault('X-A: 1\nx-a: 2')).toBe('line 2: x-a stands there twice');
  const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: a`).join('\n');
  expect(findHeadersFault(many(20))).toBeUndefined();
  expect(findHeadersFault(many(21))).toBe('must not have more than 20 headers');
});

test('values are secret, and so is what follows a scheme', () => {
  const headers = parseHeaders('Authorization: Bearer abc.def\nX-Api-Key: k1');
  expect(secretsOfHeaders(headers)).toEqual(['Bearer abc.def', 'abc.def', 'k1']);
});
