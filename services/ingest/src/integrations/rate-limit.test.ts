import { claimLane } from '@upshot/ledger/lanes/lease';
import { takeToken, waitForToken } from '@upshot/ledger/lanes/rate-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;

beforeAll(async () => {
  t = await createTestApp();
});

afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/integrations';
const create = (body: unknown) => t.call('POST', path, { body });
const entity = async (body: unknown) => (await create(body)).json._embedded.entity;

test.each([
  [{ max_per_second: 0 }, { max_per_second: 'must be >= 0.0001 or null' }],
  [{ max_per_second: -1 }, { max_per_second: 'must be >= 0.0001 or null' }],
  [{ max_per_second: 1001 }, { max_per_second: 'must be <= 1000 or null' }],
  [{ max_per_second: '5' }, { max_per_second: 'must be number or null' }],
  [{ burst: 0 }, { burst: 'must be >= 1' }],
  [{ burst: 1001 }, { burst: 'must be <= 1000' }],
  [{ burst: 1.5 }, { burst: 'must be integer' }],
  [{ burst: null }, { burst: 'must be integer' }],
])('case %#: a limit that cannot be is refused, naming the field', async (limit, detail) => {
  for (const body of [
    { type: 'script', script: ';', ...limit },
    { type: 'webhook', url: 'https://a.b', ...limit },
  ]) {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toEqual(detail);
  }
});

test('an integration that answers health has no rate limit', async () => {
  const answer = await create({ type: 'health.email', recipients: ['a@b.example'], max_per_second: 1 });
  expect(answer.json.detail['max_per_second']).toMatch(/is not a known field/);
});

test('a rate limit is kept exactly, changed in parts, and removed by null', async () => {
  const { id } = await entity({ type: 'script', script: '/*rate*/', max_per_second: 0.1, burst: 5 });
  const change = async (body: object) => (await t.call('PATCH', `${path}/${id}`, { body })).json;
  expect((await t.call('GET', `${path}/${id}`)).json).toMatchObject({ max_per_second: 0.1, burst: 5 });
  expect(await change({ max_per_second: 2.5 })).toMatchObject({
    _embedded: { entity: { max_per_second: 2.5, burst: 5 } },
  });
  expect(await change({ max_per_second: null })).toMatchObject({
    _embedded: { entity: { max_per_second: null, burst: 5 } },
  });
});

test.each<[string, 'PATCH' | 'DELETE', object | undefined, string | null]>([
  ['another limit', 'PATCH', { max_per_second: 5 }, null],
  ['another burst', 'PATCH', { burst: 2 }, null],
  ['no limit', 'PATCH', { max_per_second: null }, null],
  ['the same limit', 'PATCH', { max_per_second: 0.0001, concurrency: 3 }, 'limited'],
  ['the deletion of its integration', 'DELETE', undefined, null],
])('a lane that waits for a token: %s', async (_what, method, body, expected) => {
  const { id } = await entity({ type: 'webhook', url: 'https://a.example', max_per_second: 0.0001 });
  const rate = { maxPerSecond: 0.0001, burst: 1 };
  await takeToken(t.database, id, rate);
  await waitForToken(t.database, await claimLane(t.database, `${id}.0`, 'w'), rate);
  await t.call(method, `${path}/${id}`, { body });
  const { limited_until } = await t.database
    .selectFrom('lanes')
    .select('limited_until')
    .where('id', '=', `${id}.0`)
    .executeTakeFirstOrThrow();
  expect(limited_until === null ? null : 'limited').toBe(expected);
});
