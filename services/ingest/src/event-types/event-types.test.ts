import { eventTypeNames } from '@upshot/event-types/catalogue';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

interface EventTypeAnswer {
  readonly type: string;
  readonly deprecated: string | null;
  readonly schema: object;
  readonly sample: { readonly state: string; readonly result: string | null; readonly payload: object };
  readonly _links: { readonly self: { readonly href: string } };
}

const read = async (path: string) =>
  (await t.call('GET', `/api/event-types/${path}`)).json as unknown as EventTypeAnswer;

test('the list has every event type, and each leads to its own page', async () => {
  const list = (await t.call('GET', '/api/event-types')).list as unknown as readonly EventTypeAnswer[];
  expect(list.map(({ type }) => type)).toEqual(eventTypeNames);
  for (const { type, _links } of list) {
    const { status, json } = await t.call('GET', _links.self.href);
    expect([status, json]).toMatchObject([200, { type }]);
  }
});

test('an event type says what it is, and what replaced it', async () => {
  expect(await read('environment.push')).toMatchObject({
    type: 'environment.push',
    title: 'Code pushed',
    description: expect.stringContaining('Git') as string,
    category: 'environment',
    deprecated: null,
    _links: { self: { href: '/api/event-types/environment.push' } },
  });
  const { deprecated } = await read('environment.access.add');
  expect(deprecated).toContain('environment_type.access');
});

test('the sample that is answered fits the schema that is answered', async () => {
  const { schema, sample } = await read('environment.push');
  expect(new Ajv2020({ strict: false }).validate(schema, sample)).toBe(true);
  expect(sample).toMatchObject({
    state: 'complete',
    result: 'success',
    payload: { commits_count: expect.any(Number) as number },
  });
});

test.each([
  ['', 'complete', 'success'],
  ['?result=failure', 'complete', 'failure'],
  ['?state=complete&result=failure', 'complete', 'failure'],
  ['?state=pending', 'pending', null],
  ['?state=in_progress', 'in_progress', null],
  ['?state=cancelled', 'cancelled', 'failure'],
])('the sample of "%s" is %s with the result %s', async (query, state, result) => {
  const { sample } = await read(`environment.push${query}`);
  expect(sample).toMatchObject({ state, result });
  expect('deployment' in sample.payload).toBe(state === 'complete');
});

test.each([
  ['?state=pending&result=success', 'result'],
  ['?state=cancelled&result=success', 'result'],
  ['?state=done', 'state'],
  ['?result=maybe', 'result'],
])('%s is refused, naming the field', async (query, field) => {
  const answer = await t.call('GET', `/api/event-types/environment.push${query}`);
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.json.detail)).toEqual([field]);
});

test.each([
  ['environment.psuh', 'environment.push'],
  ['environment:push', 'environment.push'],
  ['push', 'environment.push'],
  ['github.fetch', 'integration.github.fetch'],
])('for the unknown type %s, %s is suggested', async (type, meant) => {
  const answer = await t.call('GET', `/api/event-types/${type}`);
  expect(answer.status).toBe(404);
  expect(answer.json.code).toBe('event_type_not_found');
  expect(answer.json.detail).toContain(`Did you mean "${meant}"?`);
});

test.each(['zz', '__proto__', 'constructor', '%F0%9F%A6%8A'])(
  'the unknown type %s is like nothing',
  async (type) => {
    const answer = await t.call('GET', `/api/event-types/${type}`);
    expect(answer.status).toBe(404);
    expect(answer.json.detail).toContain('GET /api/event-types lists all.');
  },
);

test('readers and producers may read, callers without a token may not', async () => {
  const [reader, producer] = [await t.mintToken('read', 'p1'), await t.mintToken('producer', 'p1')];
  const status = async (token: string) => (await t.call('GET', '/api/event-types', { token })).status;
  expect([await status(reader), await status(producer), await status('')]).toEqual([200, 200, 401]);
});

test('every sample can be posted to the project "demo" as it is, and so can unknown types', async () => {
  await t.call('PUT', '/api/projects/demo', { body: { title: 'Demo' } });
  const samples = await Promise.all(eventTypeNames.map(async (type) => (await read(type)).sample));
  for (let first = 0; first < samples.length; first += 50) {
    const body = samples.slice(first, first + 50);
    const answer = await t.call('POST', '/api/projects/demo/activities', { body });
    expect([answer.status, answer.json.receipts.length]).toEqual([202, body.length]);
  }
  const own = await t.call('POST', '/api/projects/demo/activities', {
    body: { id: 'a', type: 'shop.order', state: 'complete', result: 'success' },
  });
  expect(own.status).toBe(202);
});
