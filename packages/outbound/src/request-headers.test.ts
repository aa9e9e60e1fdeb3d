import { expect, it } from 'vitest';
import { requestHeaders } from './request-headers.ts';

const url = new URL('https://example.com:8443/path');

const headersOf = (...headers: [name: string, value: string][]) => requestHeaders(headers, url, 'test');

it('adds what every request has, unless it is given', () => {
  expect(headersOf(['Accept', 'text/plain'])).toEqual([
    ['Accept', 'text/plain'],
    ['accept-encoding', 'gzip, deflate, br, zstd'],
    ['user-agent', 'test'],
  ]);
});

it.each(['connection', 'Content-Length', 'expect', 'keep-alive', 'TE', 'trailer', 'Transfer-Encoding'])(
  'drops %s, which the client sets itself',
  (name) => {
    expect(headersOf([name, 'x'])).toEqual(headersOf());
  },
);

it.each([
  ['a line break in a value', 'x-a', 'b\r\nx-injected: c'],
  ['NUL in a value', 'x-a', 'b\0c'],
  ['a character beyond Latin-1', 'x-a', 'b\u0100'],
  ['a line break in a name', 'x-a\r\nx-b', 'c'],
  ['an empty name', '', 'c'],
  ['an upgrade', 'Upgrade', 'websocket'],
  ['an upgrade to HTTP/2', 'HTTP2-Settings', 'AAMAAABk'],
  ['another host', 'Host', 'other.example'],
  ['another port', 'Host', 'example.com'],
])('refuses %s', (_what, name, value) => {
  expect(() => headersOf([name, value])).toThrow(/^(a|the) (request header|Host)/);
});

it('takes the host of the URL, and space around a value', () => {
  expect(headersOf(['host', 'EXAMPLE.com:8443'], ['x-a', ' \tb\r\n'])).toEqual([
    ['x-a', 'b'],
    ...headersOf(),
  ]);
});
