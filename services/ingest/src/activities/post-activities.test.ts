import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/activities';
let last = 0;
const activity = (more: object = {}) => ({
  id: `a${++last}`,
  type: 'environment.push',
  state: 'complete',
  ...more,
});
const post = (body: unknown) => t.call('POST', path, { body });
const keptBody = async (id: string) =>
  (await t.database.selectFrom('activities').select('body').where('id', '=', id).executeTakeFirstOrThrow())
    .body;

test('an activity is recorded, and its receipt says which runs follow and why the others do not', async () => {
  const script = await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: ';' },
  });
  const other = await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'webhook', url: 'https://example.org', states: ['pending'] },
  });
  const answer = await post({
    id: 'first',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    environments: ['main'],
  });
  expect(answer.status).toBe(202);
  expect(answer.json).toMatchObject({
    activity: { id: 'first', state: 'complete' },
    duplicate: false,
    matched: [
      { integration: script.json._embedded.entity.id, type: 'script', run: expect.any(String) as string },
    ],
    skipped: [{ integration: other.json._embedded.entity.id, reason: { field: 'states' } }],
  });
  expect(t.woken).toContain(`${script.json._embedded.entity.id}.0`);
  const again = await post({ id: 'first', type: 'environment.push', state: 'complete' });
  expect(again.json).toEqual({ ...answer.json, duplicate: true, body_differs: true });
  await t.call('DELETE', `/api/projects/p1/integrations/${script.json._embedded.entity.id}`);
  await t.call('DELETE', `/api/projects/p1/integrations/${other.json._embedded.entity.id}`);
});

test('a repeated activity is told whether another body was recorded, wherever it is repeated', async () => {
  const path = '/api/projects/p1/activities';
  const body = (more = '') => `{"id":"twice","type":"x","state":"complete"${more}}`;
  const differs = async (text: string) => {
    const { json } = await t.call('POST', path, { body: text });
    const { receipts } = json;
    const told = [receipts ?? [json]].flat() as readonly { duplicate: boolean; body_differs?: boolean }[];
    return told.map(({ duplicate, body_differs: isOther }) => (duplicate ? isOther : 'recorded'));
  };
  const other = body(',"n":1');
  expect(await differs(`[${body()}, ${other}, ${body()}]`)).toEqual(['recorded', true, false]);
  expect(await differs(`[${other}, ${body()}]`)).toEqual([true, false]);
  expect(await differs(` \n${body()}\t\r\n`)).toEqual([false]);
  expect(await differs(body(',"z":"ü\\u0000"'))).toEqual([true]);
});

test('a list is answered in its order, one receipt each, also when it holds an activity twice', async () => {
  const [one, two] = [activity(), activity({ state: 'pending' })];
  const answer = await post([one, two, one]);
  expect(answer.status).toBe(202);
  expect(answer.json.receipts.map((r) => [r.activity.id, r.duplicate])).toEqual([
    [one.id, false],
    [two.id, false],
    [one.id, true],
  ]);
});

test('each element of a list keeps its exact text', async () => {
  const exact =
    '{ "id":"exact-1" ,"state":"complete","type":"t", "n": 12345678901234567890.10, "n": 1e400, ' +
    '"e": "\\u0041\\ud800\\u0000" }';
  expect((await post(`[\n  ${exact} ,{"id":"exact-2","state":"complete","type":"t"}\n]`)).status).toBe(202);
  expect(await keptBody('exact-1')).toBe(exact);
  expect(await keptBody('exact-2')).toBe('{"id":"exact-2","state":"complete","type":"t"}');
});

test.each(['environment.push-2026', 'environment.push-2017', 'environment.cron'])(
  'the sample %s is taken as it is',
  async (name) => {
    const sample = await readFile(
      new URL(`../../../../test/fixtures/activities/${name}.json`, import.meta.url),
      'utf8',
    );
    const { id, project } = JSON.parse(sample) as { id: string; project: string };
    await t.call('PUT', `/api/projects/${project}`, { body: { title: 'Sample' } });
    const answer = await t.call('POST', `/api/projects/${project}/activities`, { body: sample });
    expect(answer.status).toBe(202);
    expect(await keptBody(id)).toBe(sample);
  },
);

test.each([
  ['an unknown type', { type: 'moon.landed' }],
  ['unknown fields', { colour: 'blue', nested: { deep: [1, 2] } }],
  ['a time that is no time', { created_at: 'the day before' }],
  ['a time in the far future', { created_at: '9999-12-31T23:59:59Z' }],
  ['a time that is an object', { created_at: { year: 2026 } }],
  ['ids that objects have of their own', { id: 'constructor', environments: ['__proto__', 'toString'] }],
  ['the id __proto__', { id: '__proto__' }],
  ['no environments', { environments: null }],
  ['its own project', { project: 'p1' }],
  ['letters of every plane', { id: 'Grüße 🎉', environments: ['日本'] }],
])('%s is accepted', async (_what, more) => {
  const answer = await post(activity(more));
  expect(answer.json).toMatchObject({ duplicate: false });
  expect(answer.status).toBe(202);
});

test('duplicate keys, __proto__ and constructor are data: the last counts, and the bytes are kept', async () => {
  const body =
    '{"id":"x","id":"dup-1","__proto__":{"type":"evil","polluted":1},' +
    '"constructor":{"prototype":{"polluted":1}},"type":"t","state":"pending","state":"complete"}';
  const answer = await post(body);
  expect(answer.json.activity).toEqual({ id: 'dup-1', state: 'complete' });
  expect(await keptBody('dup-1')).toBe(body);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  const read = await t.call('GET', `${path}/dup-1`);
  expect(read.text).toContain('"__proto__":{"type":"evil","polluted":1}');
});

test('fields that only come from the prototype do not count', async () => {
  const answer = await post('{"__proto__":{"id":"p","type":"t","state":"complete"}}');
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.json.detail)).toEqual(['id', 'type', 'state']);
});

test.each([
  ['null', 'body'],
  ['"text"', 'body'],
  ['17', 'body'],
  ['[]', 'body'],
  ['[null]', '[0]'],
  ['[[]]', '[0]'],
  ['{"type":"t","state":"complete"}', 'id'],
  ['{"id":"","type":"t","state":"complete"}', 'id'],
  ['{"id":7,"type":"t","state":"complete"}', 'id'],
  [`{"id":"${'x'.repeat(129)}","type":"t","state":"complete"}`, 'id'],
  ['{"id":"a\\u0000b","type":"t","state":"complete"}', 'id'],
  ['{"id":"a\\nb","type":"t","state":"complete"}', 'id'],
  ['{"id":"\\ud800","type":"t","state":"complete"}', 'id'],
  ['{"id":"a","type":"\\udc00","state":"complete"}', 'type'],
  ['{"id":"a","state":"complete"}', 'type'],
  ['{"id":"a","type":["t"],"state":"complete"}', 'type'],
  [`{"id":"a","type":"${'t'.repeat(129)}","state":"complete"}`, 'type'],
  ['{"id":"a","type":"t"}', 'state'],
  ['{"id":"a","type":"t","state":"done"}', 'state'],
  ['{"id":"a","type":"t","state":"constructor"}', 'state'],
  ['{"id":"a","type":"t","state":{}}', 'state'],
  ['{"id":"a","type":"t","state":"complete","result":"ok"}', 'result'],
  ['{"id":"a","type":"t","state":"complete","result":false}', 'result'],
  ['{"id":"a","type":"t","state":"complete","project":"p2"}', 'project'],
  ['{"id":"a","type":"t","state":"complete","project":1}', 'project'],
  ['{"id":"a","type":"t","state":"complete","environments":"main"}', 'environments'],
  ['{"id":"a","type":"t","state":"complete","environments":["main",3]}', 'environments[1]'],
  ['{"id":"a","type":"t","state":"complete","environments":["\\u0000"]}', 'environments[0]'],
  [`{"id":"a","type":"t","state":"complete","environments":["${'e'.repeat(256)}"]}`, 'environments[0]'],
  [`{"id":"a","type":"t","state":"complete","environments":[${'"e",'.repeat(100)}"e"]}`, 'environments'],
])('case %#: what is wrong is refused, naming the field', async (body, field) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.json.code).toBe('invalid_request');
  expect(Object.keys(answer.json.detail)).toEqual([field]);
});

test('a fault in a list names the index, and nothing of the list is recorded', async () => {
  const [good, bad] = [activity(), activity({ state: 'done' })];
  const answer = await post([good, good, good, bad]);
  expect(answer.json.detail).toEqual({
    '[3].state': expect.stringContaining('must be one of pending') as string,
  });
  expect((await t.call('GET', `${path}/${good.id}`)).status).toBe(404);
});

test('a list of more than a hundred is refused', async () => {
  const answer = await post(Array.from({ length: 101 }, () => activity()));
  expect(answer.json.detail).toEqual({ body: 'must list 1 to 100 activities, not 101' });
});

test.each([
  ['nothing', '', /body is empty/],
  ['broken JSON', '{"id":"a",}', /line 1, column 11 \(offset 10\)/],
  ['half of it', '{"id":"a"', /the body ends/],
  ['a raw control character', '{"id":"a\u0001"}', /line 1, column 9/],
  ['a raw NUL', '{"id":"a\0"}', /line 1, column 9/],
  ['NaN', '{"id":NaN}', /column 7/],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), /offset 2/],
  ['half of a surrogate pair in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), /offset 1/],
  ['a byte order mark', '\uFEFF{}', /byte order mark/],
  ['nesting that is too deep', '{"a":'.repeat(100_000), /more than 200 deep at line 1, column 1001/],
])('%s is not JSON, and the position is named', async (_what, body, detail) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.json.code).toBe('malformed_json');
  expect(answer.json.detail).toMatch(detail);
});

test('a body beyond the limit is refused, naming the setting', async () => {
  const answer = await post(JSON.stringify(activity({ filler: 'x'.repeat(1024 * 1024) })));
  expect(answer.status).toBe(413);
  expect(answer.json.detail).toContain('UPSHOT_MAX_BODY_BYTES');
});

test('a body just below the limit is taken, and kept', async () => {
  const body = JSON.stringify(activity({ id: 'large', filler: '"\\'.repeat(250_000) }));
  expect((await post(body)).status).toBe(202);
  expect(await keptBody('large')).toBe(body);
});

test.each([
  [{ 'content-type': 'text/plain' }, 'application/json'],
  [{ 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'br' }, 'br'],
  [{ 'content-type': 'application/json; charset=iso-8859-1' }, 'iso-8859-1'],
  [{ 'content-encoding': 'gzip, gzip' }, 'gzip, gzip'],
  [{ 'content-encoding': 'zstd' }, 'zstd'],
])('%j is not taken', async (headers, named) => {
  const answer = await t.call('POST', path, { body: '{}', headers });
  expect(answer.status).toBe(415);
  expect(answer.json.detail).toContain(named);
});

test('an activity of a project that does not exist is not recorded', async () => {
  const answer = await t.call('POST', '/api/projects/nowhere/activities', { body: activity() });
  expect(answer.json).toMatchObject({ status: 404, code: 'project_not_found' });
});
