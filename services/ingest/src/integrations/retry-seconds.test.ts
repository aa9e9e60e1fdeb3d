import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;

beforeAll(async () => {
  t = await createTestApp();
});

afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/integrations';
const create = (body: object) =>
  t.call('POST', path, { body: { type: 'webhook', url: 'https://a.example', ...body } });

test.each([
  [{ retry_seconds: 5 }, { retry_seconds: 'must be array or null' }],
  [{ retry_seconds: '5,30' }, { retry_seconds: 'must be array or null' }],
  [{ retry_seconds: [0] }, { 'retry_seconds[0]': 'must be >= 1' }],
  [{ retry_seconds: [5, 86_401] }, { 'retry_seconds[1]': 'must be <= 86400' }],
  [{ retry_seconds: [5, 'soon'] }, { 'retry_seconds[1]': 'must be number' }],
  [{ retry_seconds: Array(21).fill(5) }, { retry_seconds: 'must not have more than 20 entries or null' }],
])('case %#: a schedule that cannot be is refused, naming the field', async (body, detail) => {
  const answer = await create(body);
  expect(answer.status).toBe(400);
  expect(answer.json.detail).toEqual(detail);
});

test('a script has no schedule', async () => {
  const body = { type: 'script', script: ';', retry_seconds: [5] };
  const answer = await t.call('POST', path, { body });
  expect(answer.json.detail['retry_seconds']).toMatch(/is not a known field/);
});

test('a schedule is shown with its integration, its runs and in SQL, and removed by null', async () => {
  const created = await create({ retry_seconds: [2.5, 30], events: ['retry.shown'] });
  const { entity } = created.json._embedded;
  expect(entity).toMatchObject({ retry_seconds: [2.5, 30] });
  const { id } = entity;
  const posted = await t.call('POST', '/api/projects/p1/activities', {
    body: { id: 'retried', type: 'retry.shown', state: 'complete' },
  });
  const run = posted.json.matched[0]?.run;
  const shown = async () => (await t.call('GET', `/api/projects/p1/runs/${run}`)).json;
  expect(await shown()).toMatchObject({ retry_seconds: [2.5, 30] });
  const { rows } = await sql<object>`select retry_seconds from v1.integrations where id = ${id}`.execute(
    t.database,
  );
  expect(rows).toEqual([{ retry_seconds: [2.5, 30] }]);
  await t.call('PATCH', `${path}/${id}`, { body: { retry_seconds: null } });
  expect(await shown()).toMatchObject({ retry_seconds: null });
});
