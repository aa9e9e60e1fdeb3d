import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.database.insertInto('projects').values({ id: 'p2', title: 'Two' }).execute();
});
afterAll(() => t[Symbol.asyncDispose]());

const activity = (id: string) => ({ id, type: 'x', state: 'complete' });
const post = (key: string, body: unknown, project = 'p1') =>
  t.call('POST', `/api/projects/${project}/activities`, { body, headers: { 'idempotency-key': key } });
const isRecorded = async (id: string) =>
  (await t.database.selectFrom('activities').select('id').where('id', '=', id).execute()).length > 0;

test('the same key with the same body gets the same receipts, and fires nothing', async () => {
  const first = await post('k1', [activity('a1'), activity('a2')]);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  const again = await post('k1', [activity('a1'), activity('a2')]);
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([202, 'true']);
  expect(again.json.receipts).toMatchObject(
    first.json.receipts.map((receipt) => ({ ...receipt, duplicate: true })),
  );
});

test('with another body it is refused, and nothing is recorded', async () => {
  await post('k2', activity('b1'));
  const { json } = await post('k2', activity('b2'));
  expect(json).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  expect(await isRecorded('b2')).toBe(false);
});

test('keys of another project are others, and without a key all is as before', async () => {
  await post('k3', activity('c1'));
  expect((await post('k3', activity('c2'), 'p2')).status).toBe(202);
  const { status, headers } = await t.call('POST', '/api/projects/p1/activities', { body: activity('c1') });
  expect([status, headers['idempotency-replayed']]).toEqual([202, undefined]);
});

test('a post that was refused keeps no key, so that it can be corrected', async () => {
  expect((await post('k4', { id: 'd1' })).status).toBe(400);
  expect((await post('k4', activity('d1'))).status).toBe(202);
});

test.each(['two words', 'ä', 'x'.repeat(256)])('%j is no key', async (key) => {
  expect((await post(key, activity('e1'))).json).toMatchObject({ status: 400, code: 'invalid_request' });
});
