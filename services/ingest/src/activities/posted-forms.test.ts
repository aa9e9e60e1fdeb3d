import { gzipSync } from 'node:zlib';
import { openBareConnection } from '@upshot/testing/bare-connection';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, testAdminToken, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/activities';
const lines = { 'content-type': 'application/x-ndjson' };
const gzip = { 'content-encoding': 'gzip' };
const activity = (id: string, more = '') => `{"id":"${id}","type":"t","state":"complete"${more}}`;
const post = (body: unknown, headers: Readonly<Record<string, string>>) =>
  t.call('POST', path, { body, headers });
const keptBody = async (id: string) =>
  (await t.database.selectFrom('activities').select('body').where('id', '=', id).executeTakeFirst())?.body;

test('JSON lines are a list: each line keeps its exact text, blank ones do not count', async () => {
  const exact = [
    '{ "id":"l1" , "type":"t","state":"complete", "n": 1.0 }',
    activity('l2', ',"\\u2028":"\u2028"'),
  ];
  const answer = await post(`\n${exact[0]} \r\n \t\n\n${exact[1]}\n\n`, lines);
  expect(answer.status).toBe(202);
  expect(answer.json.receipts.map((receipt) => receipt.activity.id)).toEqual(['l1', 'l2']);
  expect([await keptBody('l1'), await keptBody('l2')]).toEqual(exact);
});

test.each([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-ndjson; charset=utf-8',
])('one line labelled as %s is a list of one', async (label) => {
  const answer = await post(activity(label), { 'content-type': label });
  expect(answer.json.receipts).toHaveLength(1);
});

test.each([
  ['a line that is no JSON', `${activity('n1')}\n\n{"id":}\n`, 'line 3, column 7 something'],
  ['a first line that is no JSON', `{"id":}`, 'line 1, column 7 something'],
  ['two values on a line', `${activity('n2')}\n${activity('n3')},${activity('n4')}`, 'Line 2 does not hold'],
  ['one value on two lines', `{"id":"n5","type":"t"\n"state":"complete"}`, 'Line 1 does not hold'],
  ['a list of its own', `${activity('n6')}],[${activity('n7')}`, 'line 1, column 43 something'],
  ['nesting without end', '['.repeat(1000), 'line 1, column 200'],
])('JSON lines with %s are refused, with the place', async (_what, body, detail) => {
  const answer = await post(body, lines);
  expect(answer.json).toMatchObject({ status: 400, code: 'malformed_json' });
  expect(answer.json.detail).toContain(detail);
});

test('what is wrong with an activity in JSON lines is told with its index', async () => {
  const answer = await post(`${activity('m1')}\n{"id":"m2"}`, lines);
  expect(answer.json.code).toBe('invalid_request');
  expect(Object.keys(answer.json.detail)).toEqual(['[1].type', '[1].state']);
  expect(await keptBody('m1')).toBeUndefined();
});

test.each([
  ['none', '\n \n'],
  ['101', Array.from({ length: 101 }, (_, index) => activity(`many${index}`)).join('\n')],
])('JSON lines with %s activities are refused', async (_count, body) => {
  expect((await post(body, lines)).json.detail).toEqual({
    body: expect.stringContaining('must list 1 to 100 activities') as string,
  });
});

test('an address that does not take JSON lines says so', async () => {
  const answer = await t.call('PATCH', '/api/projects/p1', { body: '{"title":"x"}', headers: lines });
  expect(answer.json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
});

test.each(['gzip', 'x-gzip', ' GZIP '])(
  'a body in the encoding "%s" is decompressed, and kept as it was',
  async (coding) => {
    const body = activity(`gz${coding.trim()}`, `,"filler":"${'x'.repeat(100_000)}"`);
    const answer = await post(gzipSync(body), { 'content-encoding': coding });
    expect(answer.status).toBe(202);
    expect(await keptBody(`gz${coding.trim()}`)).toBe(body);
  },
);

test('a compressed list, JSON lines and the body of another address are read, too', async () => {
  expect((await post(gzipSync(`[${activity('g1')},${activity('g2')}]`), gzip)).json.receipts).toHaveLength(2);
  expect((await post(gzipSync(`${activity('g3')}\n${activity('g4')}`), { ...lines, ...gzip })).status).toBe(
    202,
  );
  const changed = await t.call('PATCH', '/api/projects/p1', {
    body: gzipSync('{"title":"Zip"}'),
    headers: gzip,
  });
  expect(changed.json._embedded.entity.title).toBe('Zip');
});

const zipped = gzipSync(activity('bad', `,"filler":"${Math.random()}"`));

test.each([
  ['not compressed', Buffer.from(activity('bad')), /not what its content-encoding says.*header/],
  ['cut short', zipped.subarray(0, -12), /not what its content-encoding says.*end/],
  [
    'damaged',
    Buffer.concat([zipped.subarray(0, 12), Buffer.alloc(20, 0xff), zipped.subarray(32)]),
    /not what/,
  ],
])('a body labelled as gzip that is %s is refused', async (_what, body, detail) => {
  const answer = await post(body, gzip);
  expect(answer.json).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(answer.json.detail).toMatch(detail);
  expect(await keptBody('bad')).toBeUndefined();
});

test('the limit of a body is that of what it is decompressed to', async () => {
  const bomb = gzipSync(activity('bomb', `,"filler":"${'x'.repeat(50_000_000)}"`));
  expect(bomb.length).toBeLessThan(60_000);
  const answer = await post(bomb, gzip);
  expect(answer.json).toMatchObject({ status: 413, code: 'body_too_large' });
  expect(answer.json.detail).toContain('UPSHOT_MAX_BODY_BYTES');
});

test('a compressed body that comes in pieces over a connection is read, and the next one, too', async () => {
  await t.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = t.app.server.address() as { port: number };
  const connection = openBareConnection('127.0.0.1', port);
  for (const id of ['piece1', 'piece2']) {
    const body = gzipSync(activity(id, `,"filler":"${'y'.repeat(300_000)}"`));
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: x',
      `authorization: Bearer ${testAdminToken}`,
      'content-type: application/json',
      'content-encoding: gzip',
      `content-length: ${body.length}`,
    ].join('\r\n');
    const request = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
    expect((await connection.ask(request)).status).toBe(202);
  }
  connection.close();
  expect(await keptBody('piece2')).toContain('yyy');
});
