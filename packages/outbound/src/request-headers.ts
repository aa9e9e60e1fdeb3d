import type { HeaderList } from './outbound-exchange.ts';
import { failed } from './unanswered.ts';

/**
 * Headers that the client sets itself. They are dropped without a word, since the request arrives as meant without
 * them: scripts copied from elsewhere often state a length or a connection.
 */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
]);

/**
 * Checks a caller's headers and adds what every request has. Throws an `Unanswered` of `invalid_request` for a name or
 * a value that HTTP does not allow (RFC 9110 section 5), for `Upgrade`, and for a `Host` other than the URL's: dropping
 * these would send something else than what was meant.
 */
export function requestHeaders(headers: HeaderList, url: URL, userAgent: string): HeaderList {
  const kept = headers
    .map(([name, value]) => checked(name, value))
    .filter(([name, value]) => keeps(name, value, url));
  const names = new Set(kept.map(([name]) => name.toLowerCase()));
  return [...kept, ...defaults(userAgent).filter(([name]) => !names.has(name))];
}

function checked(name: string, value: string): readonly [string, string] {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(name)) {
    throw failed('invalid_request', 'a request header has a name that is not valid');
  }
  const trimmed = value.replaceAll(/^[\t\n\r ]+|[\t\n\r ]+$/gu, '');
  if (!/^[\t\x20-\x7e\x80-\xff]*$/u.test(trimmed)) {
    throw failed(
      'invalid_request',
      `the request header ${name} has a character that is not allowed in headers`,
    );
  }
  return [name, trimmed];
}

function keeps(name: string, value: string, url: URL): boolean {
  const lower = name.toLowerCase();
  if (lower === 'upgrade' || lower === 'http2-settings') {
    throw failed('invalid_request', `the request header ${name} is not supported`);
  }
  if (lower !== 'host') return !ownHeaders.has(lower);
  if (value.toLowerCase() !== url.host) {
    throw failed('invalid_request', "the Host header differs from the URL's host; leave it out");
  }
  return false;
}

function defaults(userAgent: string): HeaderList {
  return [
    ['accept', '*/*'],
    ['accept-encoding', 'gzip, deflate, br, zstd'],
    ['user-agent', userAgent],
  ];
}
