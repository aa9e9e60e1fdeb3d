import { describe, expect, it } from 'vitest';
import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import type { CassetteCall } from './cassette-schema.ts';
import type { RecordedCall } from './recorded-call.ts';
import { Replay, storageBefore, type ReplayMatch } from './replay.ts';
import { createSecretTokens } from './secret-tokens.ts';

const tokens = createSecretTokens([{ name: 'v1', text: 's3cret-text' }], ['s3cret-text']);
const NONE: FetchReply = { ok: false, error: { name: 'TypeError', message: '' } };

type Request = CassetteCall & { readonly call: 'fetch' };

const post = (n: number, body: string, more: Partial<Request['request']> = {}): Request => ({
  n,
  at_ms: n,
  call: 'fetch',
  request: { method: 'POST', url: `https://a.example/${n}`, headers: [], body, ...more },
  reply: { status: 200, statusText: 'OK', headers: [], body: `reply ${n} {{v1}}` },
  log: ['asked', `answered ${n}`],
});
const get = (n: number, key: string): CassetteCall => ({ n, at_ms: n, call: 'storageGet', key, reply: '1' });
const set = (n: number, json: string): CassetteCall => ({ n, at_ms: n, call: 'storageSet', key: 'k', json });

function fetching(url: string, body: string, more: Partial<FetchRequest> = {}): RecordedCall {
  const request: FetchRequest = { method: 'POST', url, headers: [], body, redirect: 'follow', ...more };
  return { call: 'fetch', request, reply: NONE, log: ['asked now'] };
}
const getting = (key: string): RecordedCall => ({ call: 'storageGet', key, reply: undefined });
const setting = (json: string): RecordedCall => ({ call: 'storageSet', key: 'k', json, refusal: undefined });

function follow(calls: readonly CassetteCall[], made: readonly RecordedCall[], match: ReplayMatch = 'exact') {
  const replay = new Replay({ calls: [...calls] }, tokens, match);
  const found = made.map((call) => replay.take(call)?.n);
  return { found, deviations: replay.finish() };
}

describe('a replay', () => {
  it('finds the same calls in their order, and no deviation', () => {
    const calls = [get(1, 'k'), set(2, '2'), post(3, 'hi {{v1}}')];
    const made = [getting('k'), setting('2'), fetching('https://a.example/3', 'hi s3cret-text')];
    expect(follow(calls, made)).toEqual({ found: [1, 2, 3], deviations: [] });
  });

  it('gives the recorded reply, with its secrets, and the recorded log', () => {
    const replay = new Replay({ calls: [post(1, 'a')] }, tokens, 'exact');
    const { recorded } = replay.take(fetching('https://a.example/1', 'a')) ?? {};
    expect(recorded).toMatchObject({ log: ['asked', 'answered 1'], reply: { status: 200 } });
    const { body } = (recorded as { reply: { body: Uint8Array } }).reply;
    expect(Buffer.from(body).toString()).toBe('reply 1 s3cret-text');
  });

  it('names each field that differs', () => {
    const calls = [
      post(1, 'a', {
        headers: [
          ['X-A', '1'],
          ['Authorization', '{{masked}}'],
        ],
      }),
      set(2, '2'),
    ];
    const headers = [
      ['x-a', '2'],
      ['authorization', 'other'],
      ['x-new', 's3cret-text'],
    ] as const;
    const { found, deviations } = follow(calls, [
      fetching('https://a.example/1', 'b', { headers, redirect: 'manual' }),
      setting('3'),
    ]);
    expect(found).toEqual([1, 2]);
    expect(deviations).toEqual([
      {
        kind: 'differs',
        part: 'requests',
        call: 'call 1, fetch POST https://a.example/1',
        fields: [
          { field: 'header x-a', recorded: '1', now: '2' },
          { field: 'body', recorded: 'a', now: 'b' },
          { field: 'redirect', recorded: 'follow', now: 'manual' },
          { field: 'header x-new', recorded: '(none)', now: '{{v1}}' },
        ],
      },
      {
        kind: 'differs',
        part: 'storage',
        call: 'call 2, storageSet k',
        fields: [{ field: 'value', recorded: '2', now: '3' }],
      },
    ]);
  });

  it.each([
    [
      'a call that is new',
      [get(1, 'k'), post(2, 'a')],
      [getting('k'), getting('n'), fetching('https://a.example/2', 'a')],
      [1, undefined, 2],
      ['extra storageGet n'],
    ],
    [
      'a call that is gone',
      [get(1, 'k'), post(2, 'a')],
      [fetching('https://a.example/2', 'a')],
      [2],
      ['missing call 1, storageGet k'],
    ],
    [
      'the last call that is gone',
      [post(1, 'a'), post(2, 'b')],
      [fetching('https://a.example/1', 'a')],
      [1],
      ['missing call 2, fetch POST https://a.example/2'],
    ],
    [
      'a request to somewhere else',
      [post(1, 'a')],
      [fetching('https://b.example/', 'a')],
      [1],
      ['differs call 1, fetch POST https://a.example/1'],
    ],
    [
      'one request too many',
      [post(1, 'a')],
      [fetching('https://a.example/1', 'a'), fetching('https://b.example/', 'a')],
      [1, undefined],
      ['extra fetch POST https://b.example/'],
    ],
    [
      'a swapped order',
      [post(1, 'a'), post(2, 'b')],
      [fetching('https://a.example/2', 'b'), fetching('https://a.example/1', 'a')],
      [2, undefined],
      ['missing call 1, fetch POST https://a.example/1', 'extra fetch POST https://a.example/1'],
    ],
  ] as const)('tells %s', (_what, calls, made, numbers, told) => {
    const { found, deviations } = follow(calls, made);
    expect(found).toEqual(numbers);
    expect(deviations.map(({ kind, call }) => `${kind} ${call}`)).toEqual(told);
  });

  it('that is loose finds requests by method and URL in any order, each once', () => {
    const calls = [get(1, 'k'), post(2, 'a'), post(3, 'b'), post(4, 'c')];
    const made = [
      fetching('https://a.example/3', 'other'),
      fetching('https://a.example/2', 'a'),
      setting('9'),
    ];
    expect(follow(calls, made, 'loose')).toEqual({ found: [3, 2, undefined], deviations: [] });
    const twice = [fetching('https://a.example/3', 'b'), fetching('https://a.example/3', 'b')];
    expect(follow(calls, twice, 'loose').deviations).toMatchObject([{ kind: 'extra' }]);
  });

  it('begins with the values that the run read before it wrote them', () => {
    const remove: CassetteCall = { n: 4, at_ms: 4, call: 'storageRemove', key: 'r' };
    const clear: CassetteCall = { n: 6, at_ms: 6, call: 'storageClear' };
    const none: CassetteCall = { n: 9, at_ms: 9, call: 'storageGet', key: 'none' };
    const calls = [get(1, 'a'), set(2, '2'), get(3, 'k'), remove, get(5, 'r'), none, clear, get(7, 'late')];
    expect([...storageBefore({ calls }, tokens)]).toEqual([['a', '1']]);
  });
});
