import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: '0', events: ['com.example.*'], environments: ['*'] },
  });
});
afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/activities';
const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const batch = { 'content-type': 'application/cloudevents-batch+json' };
const binary = {
  'ce-specversion': '1.0',
  'ce-id': 'b1',
  'ce-source': '/shop',
  'ce-type': 'com.example.paid',
  'content-type': 'application/json',
};
const event = (id: string, more = '') =>
  `{"specversion":"1.0","id":"${id}","source":"/shop","type":"com.example.paid"${more}}`;
const post = (body: unknown, headers: Readonly<Record<string, string>>) =>
  t.call('POST', path, { body, headers });

async function kept(id: string) {
  const row = await t.database.selectFrom('activities').selectAll().where('id', '=', id).executeTakeFirst();
  return { ...row, activity: JSON.parse(row?.body ?? '{}') as Record<string, unknown> };
}

describe('a structured event', () => {
  test('becomes an activity whose payload is the event, as it was posted', async () => {
    const text = event('s1', ',"time":"2026-01-31T13:00:00+01:00" , "data" : {"total": 1.0, "b":1,"a":2}');
    const { status, json } = await post(`\n${text}\n`, structured);
    expect([status, json.duplicate, json.activity.id]).toEqual([
      202,
      false,
      expect.stringMatching(/^s1-[0-9a-f]{32}$/),
    ]);
    expect(json.matched).toHaveLength(1);
    const { body, activity, created_at: createdAt } = await kept(json.activity.id);
    expect(body?.endsWith(`,"payload":${text}}`)).toBe(true);
    expect(activity).toMatchObject({
      id: json.activity.id,
      type: 'com.example.paid',
      state: 'complete',
      result: null,
      environments: [],
      created_at: '2026-01-31T12:00:00.000000+00:00',
      payload: { source: '/shop', data: { total: 1, b: 1, a: 2 } },
    });
    expect(createdAt).toEqual(new Date('2026-01-31T12:00:00Z'));
  });

  test('says its state, result and environment by extensions', async () => {
    const more = ',"state":"in_progress","result":"failure","environment":"main"';
    const { json } = await post(event('s2', more), structured);
    expect(await kept(json.activity.id)).toMatchObject({
      state: 'in_progress',
      result: 'failure',
      environments: ['main'],
    });
  });

  test('is known by its source and id: one of another source is another activity', async () => {
    const other = event('s3').replace('/shop', '/stock');
    const [first, second, again] = [
      await post(event('s3'), structured),
      await post(other, structured),
      await post(gzipSync(event('s3')), { ...structured, 'content-encoding': 'gzip' }),
    ];
    expect([first, second, again].map(({ json }) => json.duplicate)).toEqual([false, false, true]);
    expect(second.json.activity.id).not.toBe(first.json.activity.id);
    expect(again.json.activity.id).toBe(first.json.activity.id);
  });

  test('with an id that no activity can have is known by the hash', async () => {
    const id = 'long'.repeat(50);
    const { json } = await post(event(id), structured);
    expect(json.activity.id).toMatch(/^event-[0-9a-f]{32}$/);
    expect((await post(event(id), structured)).json.duplicate).toBe(true);
  });

  test.each([
    ['no attributes', '{}', ['specversion', 'id', 'source', 'type']],
    ['another version', event('x').replace('1.0', '0.3'), ['specversion']],
    ['an empty source', event('x').replace('/shop', ''), ['source']],
    ['a time that is none', event('x', ',"time":"yesterday"'), ['time']],
    ['data twice', event('x', ',"data":1,"data_base64":"MQ=="'), ['data_base64']],
    ['a state that is none', event('x', ',"state":"done"'), ['state']],
    ['a result that is none', event('x', ',"result":"good"'), ['result']],
    ['a list in it', `[${event('x')}]`, ['body']],
  ])('with %s is refused', async (_what, body, fields) => {
    const { json } = await post(body, structured);
    expect(json).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(Object.keys(json.detail)).toEqual(fields);
  });

  test('that is no JSON, or empty, is refused', async () => {
    expect((await post('{"id":', structured)).json.code).toBe('malformed_json');
    expect((await post('', structured)).json.code).toBe('malformed_json');
  });
});

describe('a batch', () => {
  test('gives a receipt for each event, in its order', async () => {
    const { status, json } = await post(`[ ${event('t1')} , ${event('t2')}]`, batch);
    expect(status).toBe(202);
    expect(json.receipts.map(({ activity }) => activity.id.slice(0, 3))).toEqual(['t1-', 't2-']);
  });

  test('is recorded as a whole or not at all; faults name the event', async () => {
    const { json } = await post(`[${event('t3')},${event('t4').replace('1.0', '2')}]`, batch);
    expect(Object.keys(json.detail)).toEqual(['[1].specversion']);
    const found = await t.database
      .selectFrom('activities')
      .select('id')
      .where('id', 'like', 't3-%')
      .execute();
    expect(found).toEqual([]);
  });

  test.each([
    ['one event', event('t5')],
    ['no event', '[]'],
    ['101 events', `[${Array.from({ length: 101 }, (_, index) => event(`m${index}`)).join(',')}]`],
  ])('of %s is refused', async (_what, body) => {
    expect((await post(body, batch)).json.code).toBe('invalid_request');
  });
});

describe('a binary event', () => {
  test('has its attributes in headers, and JSON in the body as it was posted', async () => {
    const headers = { ...binary, 'ce-subject': 'caf%C3%A9', 'ce-time': '2026-01-31T12:00:00Z' };
    const { status, json } = await post('{"total": 1.0}', headers);
    expect(status).toBe(202);
    const { body, activity } = await kept(json.activity.id);
    expect(body).toContain('"data":{"total": 1.0}}}');
    expect(activity['payload']).toEqual({
      specversion: '1.0',
      id: 'b1',
      source: '/shop',
      type: 'com.example.paid',
      subject: 'café',
      time: '2026-01-31T12:00:00Z',
      datacontenttype: 'application/json',
      data: { total: 1 },
    });
  });

  test.each([
    ['text/plain', 'grüße', { data: 'grüße' }],
    ['application/xml', '<a/>', { data: '<a/>' }],
    ['application/x-www-form-urlencoded', 'a=1', { data: 'a=1' }],
    ['application/problem+json', '[1]', { data: [1] }],
    ['image/png', Buffer.from([0x89, 0xff]), { data_base64: 'if8=' }],
  ])('of the type %s keeps its data', async (type, body, payload) => {
    const { json } = await post(body, { ...binary, 'ce-id': type, 'content-type': type });
    expect((await kept(json.activity.id)).activity['payload']).toMatchObject({
      ...payload,
      datacontenttype: type,
    });
  });

  test('without a body has no data', async () => {
    const { json } = await post('', { ...binary, 'ce-id': 'b3' });
    expect((await kept(json.activity.id)).activity['payload']).not.toHaveProperty('data');
  });

  test('cannot smuggle attributes in through its body', async () => {
    const { json } = await post('1,"id":"another"', { ...binary, 'ce-id': 'b4' });
    expect(json).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  test.each([
    ['an attribute that is missing', { 'ce-source': '' }, /source/],
    ['a version that is not known', { 'ce-specversion': '2.0' }, /specversion/],
    ['a header that is not encoded', { 'ce-subject': '%ff' }, /ce-subject is not percent-encoded/],
    ['a header that names no attribute', { 'ce-a_b': 'x' }, /ce-a_b names no attribute/],
    ['data in a header', { 'ce-data': 'x' }, /ce-data names no attribute/],
  ])('with %s is refused', async (_what, headers, detail) => {
    const { status, text } = await post('{}', { ...binary, ...headers });
    expect(status).toBe(400);
    expect(text).toMatch(detail);
  });
});

test('an address that takes no events says so', async () => {
  const answer = await t.call('PATCH', '/api/projects/p1', { body: event('x'), headers: structured });
  expect(answer.json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  const titled = await t.call('PATCH', '/api/projects/p1', { body: '{"title":"T"}', headers: binary });
  expect(titled.json._embedded.entity.title).toBe('T');
});
