import { expect, test } from 'vitest';
import { readRedisUrl } from './place.ts';

test('one server is left to the client', () => {
  const url = 'rediss://user:p%40ss@[::1]:6380/2?family=6';
  expect(readRedisUrl(url)).toEqual({ kind: 'server', url });
});

test('sentinels have a master, and may have a database and credentials of their own', () => {
  expect(readRedisUrl('redis+sentinel://a,b:7000/main')).toEqual({
    kind: 'sentinel',
    sentinels: [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 7000 },
    ],
    master: 'main',
    database: 0,
    isTls: false,
    credentials: {},
    sentinelCredentials: {},
  });
  const query = 'sentinel_user=s&sentinel_password=a%2Bb';
  expect(readRedisUrl(`rediss+sentinel://me:x%3A%2Fy:z@[::1]/m%20n/15?${query}`)).toEqual({
    kind: 'sentinel',
    sentinels: [{ host: '::1', port: 26_379 }],
    master: 'm n',
    database: 15,
    isTls: true,
    credentials: { username: 'me', password: 'x:/y:z' },
    sentinelCredentials: { username: 's', password: 'a+b' },
  });
});

test('a cluster has hosts', () => {
  expect(readRedisUrl('redis+cluster://:secret@a:7000,b/')).toEqual({
    kind: 'cluster',
    nodes: [
      { host: 'a', port: 7000 },
      { host: 'b', port: 6379 },
    ],
    isTls: false,
    credentials: { password: 'secret' },
  });
});

test.each([
  ['nothing', 'it must be a URL'],
  ['http://:hidden@a', 'it must begin with redis://'],
  ['redis+other://:hidden@a', 'it must begin with redis://'],
  ['redis://', 'it must name a host'],
  ['redis+sentinel://:hidden@a', 'it must name the master'],
  ['redis+sentinel://:hidden@a/', 'it must name the master'],
  ['redis+sentinel://:hidden@/main', 'it must name hosts'],
  ['redis+sentinel://:hidden@a,,b/main', 'it must name hosts'],
  ['redis+sentinel://:hidden@a:99999/main', 'it must name hosts'],
  ['redis+sentinel://:hidden@a/main/x', 'the number of a database'],
  ['redis+sentinel://:hidden@a/main/1/2', 'the number of a database'],
  ['redis+sentinel://:hidden@a/main?password=hidden', 'its options are'],
  ['redis+sentinel://:hidden%@a/main', 'must be encoded'],
  ['redis+cluster://:hidden@a/1', 'a cluster has no databases'],
  ['redis+cluster://:hidden@', 'it must name hosts'],
])('%s is refused, without a secret in the words', (url, words) => {
  const read = () => readRedisUrl(url);
  expect(read).toThrow(words);
  expect(read).not.toThrow('hidden');
});
