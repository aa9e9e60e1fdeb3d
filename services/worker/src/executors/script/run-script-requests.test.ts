import { MAX_LOGGED_REQUESTS, type LoggedRequest } from '@upshot/shared/logged-request';
import { expect, it } from 'vitest';
import { startScripts, type Answer } from '../../testing/run-scripted.ts';
import type { AttemptResult } from '../executor.ts';

const { runScripted, receiverPort } = startScripts({ limits: { fetches: 60, outputBytes: 100_000 } });

type Result = AttemptResult | 'aborted';

const requestsOf = (result: Result) => (result === 'aborted' ? undefined : result.requests);

const number = expect.any(Number) as number;

it('an attempt without a fetch has no requests', async () => {
  const { result } = await runScripted('console.log(1)');
  expect(requestsOf(result)).toBeUndefined();
});

it('each fetch is a request with its status, its time and the bytes of both bodies', async () => {
  const source = `fetch('ORIGIN/a?b=1#c', { method: 'POST', body: 'größe' });
    try { fetch('http://127.0.0.2:${receiverPort()}/') } catch {}`;
  const answer: Answer = (_request, response) => response.writeHead(201).end('schön');
  const { result } = await runScripted(source, { answer });
  const [first, second] = requestsOf(result) ?? [];
  expect(first).toEqual([number, 'POST', `http://127.0.0.1:${receiverPort()}/a?…`, 201, number, 7, 6]);
  expect(second).toEqual([
    number,
    'GET',
    `http://127.0.0.2:${receiverPort()}/`,
    `could not connect to 127.0.0.2:${receiverPort()}`,
    number,
    0,
    null,
  ]);
  expect(second?.[0]).toBeGreaterThanOrEqual(Number(first?.[0]) + Number(first?.[4]) - 1);
});

it('a request says where a text goes that is no URL, and an answer by a redirect has the first URL', async () => {
  const answer: Answer = ({ url }, response) =>
    url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.end();
  const { result } = await runScripted(`fetch('ORIGIN/a'); fetch('no where')`, { answer });
  expect(requestsOf(result)?.map((request) => request.slice(0, 4))).toEqual([
    [number, 'GET', `http://127.0.0.1:${receiverPort()}/a`, 200],
    [number, 'GET', '"no where"', expect.stringContaining('no where')],
  ]);
});

const secret = 's3cret/Value+77 "ä<&>\\';
const jsonText = (text: string) => JSON.stringify(text).slice(1, -1);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const each = (write: (unit: string) => string) => secret.replaceAll(/[^]/gu, write);
const hex = (unit: string) => unit.charCodeAt(0).toString(16);

/** The secret as a script could write it into a URL. */
const spellings = [
  secret,
  secret.toUpperCase(),
  secret.toLowerCase(),
  secret.slice(1),
  jsonText(secret),
  jsonText(jsonText(secret)),
  jsonText(secret).replaceAll('/', '\\/'),
  each((unit) => `\\u${hex(unit).padStart(4, '0')}`),
  each((unit) => `\\x${hex(unit).padStart(2, '0')}`),
  each((unit) => `\\u{${hex(unit)}}`),
  each((unit) => `&#${unit.charCodeAt(0)};`),
  each((unit) => `&#x${hex(unit)};`),
  each((unit) => `${unit}\u200b`),
  encodeURIComponent(secret),
  encodeURIComponent(encodeURIComponent(secret)),
  encodeURI(secret),
  encodeURIComponent(jsonText(secret)),
  new URLSearchParams({ key: secret }).toString(),
  Buffer.from(secret).toString('hex').replaceAll(/../gu, '%$&'),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('hex').toUpperCase(),
  base64(secret),
  base64(`u:${secret}`),
  base64(JSON.stringify({ key: secret })),
  Buffer.from(`ab${secret}yz`).toString('base64url'),
  JSON.stringify([...Buffer.from(secret)]),
];

/** What a reader could decode from a text. */
const decoded = (text: string) =>
  [
    text,
    ...text
      .split(/[/?&="]|\*{6}/)
      .flatMap((part) => [
        Buffer.from(part, 'base64').toString('latin1'),
        Buffer.from(part, 'hex').toString('latin1'),
        part.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
      ]),
  ].join('\n');

it.each([
  ['the path', (text: string) => `ORIGIN/x/${text}/y`],
  ['the query', (text: string) => `ORIGIN/x?key=${text}`],
  ['user and password', (text: string) => `http://${encodeURIComponent(text)}@127.0.0.1:${receiverPort()}/`],
  ['a text that is no URL', (text: string) => text],
])('a secret in %s is masked as in the output, however it is spelled', async (_where, urlOf) => {
  const source = `for (const url of ${JSON.stringify(spellings.map(urlOf))}) { try { fetch(url) } catch {} }`;
  const { result, texts } = await runScripted(source, { integration: { secrets: [secret] } });
  const requests = requestsOf(result) ?? [];
  expect(requests).toHaveLength(spellings.length);
  expect(requests.map(lineOf)).toEqual(texts.filter((text) => text.startsWith('HTTP request')));
  expect(decoded(JSON.stringify(requests))).not.toMatch(/3cret|value\+?77/i);
});

/** The line of the output that announces a request. */
function lineOf([, method, url]: LoggedRequest): string {
  return url.startsWith('"')
    ? `HTTP request ${method} to ${url}, which is not a URL`
    : `HTTP request ${method} ${url}`;
}

it('a secret that is the method or echoed in an error is masked', async () => {
  const source = `for (const [url, method] of [['ORIGIN', 'password'], ['password/x', 'GET']])
    try { fetch(url, { method }) } catch {}`;
  const { result } = await runScripted(source, { integration: { secrets: ['password'] } });
  expect(requestsOf(result)?.map(([, method]) => method)).toEqual(['******', 'GET']);
  expect(JSON.stringify(result)).not.toContain('password');
});

it('of many requests the first are kept, and long texts are cut', async () => {
  const many = `for (let i = 0; i < 55; i++) fetch('ORIGIN/' + i)`;
  const { result } = await runScripted(many);
  expect(result).toMatchObject({ fetches: 55 });
  expect(requestsOf(result)?.map(([, , url]) => new URL(url).pathname)).toEqual(
    Array.from({ length: MAX_LOGGED_REQUESTS }, (_, index) => `/${index}`),
  );
  const long = `for (let i = 0; i < 55; i++)
    try { fetch('ORIGIN/' + 'long/'.repeat(200), { method: 'x'.repeat(30) }) } catch {}`;
  const cut = requestsOf((await runScripted(long)).result) ?? [];
  expect(cut[0]?.[1]).toBe(`${'x'.repeat(20)}…`);
  expect(cut[0]?.[2]).toHaveLength(301);
  expect(cut.length).toBeGreaterThan(30);
  expect(Buffer.byteLength(JSON.stringify(cut))).toBeLessThanOrEqual(17 * 1024);
});

it.each([
  ['timed_out', 'for (;;) {}'],
  ['timed_out', `fetch('ORIGIN/late')`],
  ['out_of_memory', `const all = []; for (;;) all.push(new Array(1e5).fill(all.length))`],
])('an attempt whose slot was killed keeps what is known: %s by %s', async (outcome, end) => {
  const answer: Answer = ({ url }, response) => url === '/known' && response.end('ok');
  const { result } = await runScripted(`fetch('ORIGIN/known'); ${end}`, { answer });
  expect(result).toMatchObject({ outcome });
  const [known, ...rest] = requestsOf(result) ?? [];
  expect(known).toEqual([number, 'GET', `http://127.0.0.1:${receiverPort()}/known`, 200, number, 0, 2]);
  // Whether the request under way has heard of the end already is a matter of microseconds.
  expect(rest.map(([, , url]) => new URL(url).pathname)).toEqual(end.includes('late') ? ['/late'] : []);
  for (const [, , , status] of rest) expect([null, 'the request was aborted']).toContain(status);
});
