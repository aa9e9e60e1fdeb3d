import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ maxBodyBytes: 16 * 1024 * 1024 });
});
afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/activities';
const many = 100_000;
const activity = { id: 'a', type: 'environment.push', state: 'complete' };
const keys = Object.fromEntries(Array.from({ length: many }, (_, index) => [`key${index}`, index]));
const names = Array.from({ length: many }, (_, index) => `env${index}`);

test('an activity with very many keys is recorded as it was posted', async () => {
  const body = JSON.stringify({ ...activity, id: 'keys', environments: ['main'], payload: keys });
  expect(await t.call('POST', path, { body })).toMatchObject({ status: 202 });
  const [row] = await t.database
    .selectFrom('activities')
    .select(['body', 'environments', 'result'])
    .where('id', '=', 'keys')
    .execute();
  expect(row).toEqual({ body, environments: ['main'], result: null });
});

test('a list of activities with very many keys is recorded, each with its own text', async () => {
  const first = JSON.stringify({ ...activity, id: 'one', payload: keys });
  const other = JSON.stringify({ ...activity, id: 'other', note: 'größe' });
  const { status, json } = await t.call('POST', path, { body: ` [${first}, ${other} ] ` });
  expect(status).toBe(202);
  expect(json).toMatchObject({ receipts: [{ activity: { id: 'one' } }, { activity: { id: 'other' } }] });
  const rows = await t.database.selectFrom('activities').select('body').where('id', '=', 'other').execute();
  expect(rows).toEqual([{ body: other }]);
});

/** What makes a body heavy, beside what is wrong with it. */
const ballast = `"payload":[${'0,'.repeat(many)}0]`;

test.each([
  ['very many environments', JSON.stringify({ ...activity, environments: names }), /"environments"/],
  ['a long list', `[${'0,'.repeat(many)}0]`, /1 to 100 activities, not 100001/],
  ['a list in which one is no activity', `[{${ballast}}, 7]`, /"\[1\]":.*must be an activity/],
  ['an object as id', `{"id":{"a":1},"type":"t","state":"complete",${ballast}}`, /"id":"must be text"/],
  ['another project', `{"id":"a","type":"t","state":"complete","project":{},${ballast}}`, /"project"/],
  ['no end', `{"id":"a",${ballast},`, /line 1, column 2000\d\d .*a key in double quotes/],
  ['a fault in a later line', `{\n"id":"a",${ballast},\n"x" 1}`, /line 3, column 5 .*":"/],
  ['too deep nesting', `{${ballast},"x":${'['.repeat(300)}`, /nested more than 200 deep/],
])('a body with very many values and %s is refused like any other', async (_what, body, message) => {
  const answer = await t.call('POST', path, { body });
  expect(answer.status).toBe(400);
  expect(answer.text).toMatch(message);
});

test('a body with very many keys waits for its turn in the thread, and any other passes it by', async () => {
  const huge = JSON.stringify(Array.from({ length: 10 }, () => keys));
  const order: string[] = [];
  const occupied = t.app.heavyBodyParser.parse('p2', { bytes: Buffer.from(huge), names: [] });
  const post = async (id: string, payload: unknown) => {
    const { status } = await t.call('POST', path, { body: JSON.stringify({ ...activity, id, payload }) });
    order.push(`${id} ${status}`);
  };
  await Promise.all([
    occupied.then(() => order.push('thread is free')),
    post('heavy', keys),
    post('light', 'x'.repeat(1_000_000)),
  ]);
  expect(order).toEqual(['light 202', 'thread is free', 'heavy 202']);
});
