import { recordingContext } from '@upshot/integrations/secret-context';
import { keepRecording, MAX_PROJECT_BYTES } from '@upshot/ledger/recordings/keep';
import { seal } from '@upshot/secrets/seal';
import { sql } from 'kysely';
import { toTimestamp } from '@upshot/shared/timestamp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const base = '/api/projects/p1';
let count = 0;

/** Adds a script; returns its id and the path of its recording. */
async function start() {
  const body = { type: 'script', script: 'say(1)', name: `script${++count}`, events: ['*'] };
  const { id } = (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity;
  return { id, path: `${base}/integrations/${body.name}/recording` };
}

const put = (path: string, body: object) => t.call('PUT', path, { body });

/** Keeps a cassette as a worker does. */
async function keep(integration: string, run: string, { attempt = 1, bytes = 100, json = '{}' } = {}) {
  const sealed = seal(t.ring, json, recordingContext(run, attempt));
  return await keepRecording(t.database, { run, attempt, project: 'p1', integration, bytes, sealed });
}

it('nothing is recorded until it is ordered, and so much as is ordered', async () => {
  const { id, path } = await start();
  const none = { is_recording: false, count: 0, remaining: 0, until: null, kept: 0, kept_bytes: 0 };
  expect((await t.call('GET', path)).json).toEqual(none);
  expect(await keep(id, 'early')).toBe('over');
  const ordered = await put(path, { count: 2 });
  expect(ordered.json).toMatchObject({ is_recording: true, count: 2, remaining: 2, kept: 0 });
  const days =
    (Date.parse(String((ordered.json as object as { until: unknown }).until)) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(7);
  expect([await keep(id, 'r1'), await keep(id, 'r2'), await keep(id, 'r3')]).toEqual([
    'kept',
    'kept',
    'over',
  ]);
  expect((await t.call('GET', path)).json).toEqual({ ...none, kept: 2, kept_bytes: 200 });
});

it('an order replaces the one before, 0 ends it, and each is a new revision of the project', async () => {
  const { id, path } = await start();
  const revision = async () =>
    (await sql<{ revision: string }>`select revision from projects where id = 'p1'`.execute(t.database))
      .rows[0]?.revision;
  const before = await revision();
  const until = toTimestamp(Math.floor(Date.now()) + 3_600_000);
  expect((await put(path, { count: 5, until })).json).toMatchObject({ count: 5, remaining: 5, until });
  const ordered = await revision();
  await keep(id, 'a1');
  expect(await revision()).toBe(ordered);
  expect((await put(path, { count: 3 })).json).toMatchObject({ count: 3, remaining: 3 });
  expect((await put(path, { count: 0 })).json).toMatchObject({ is_recording: false, kept: 1 });
  expect(await keep(id, 'a2')).toBe('over');
  expect(new Set([before, ordered, await revision()]).size).toBe(3);
});

it('an order that is too late records nothing', async () => {
  const { id, path } = await start();
  await put(path, { count: 5 });
  await sql`update recording_orders set until = now() - interval '1 s' where integration_id = ${id}`.execute(
    t.database,
  );
  expect(await keep(id, 'late')).toBe('over');
  expect((await t.call('GET', path)).json).toMatchObject({ is_recording: false, count: 0 });
});

it.each([
  [{ count: 1001 }, 400, 'invalid_request'],
  [{ count: -1 }, 400, 'invalid_request'],
  [{}, 400, 'invalid_request'],
  [{ count: 1, until: 'soon' }, 400, 'invalid_request'],
  [{ count: 1, until: '2020-01-01T00:00:00Z' }, 400, 'invalid_request'],
  [{ count: 1, until: '2999-01-01T00:00:00Z' }, 400, 'invalid_request'],
])('%o is refused', async (body, status, code) => {
  const { path } = await start();
  expect(await put(path, body)).toMatchObject({ status, json: { code } });
});

it('only scripts are recorded, and only admins order it', async () => {
  const { path } = await start();
  const url = 'https://hooks.example/1';
  await t.call('POST', `${base}/integrations`, { body: { type: 'webhook', name: 'hook', url } });
  expect((await put(`${base}/integrations/hook/recording`, { count: 1 })).status).toBe(400);
  expect((await put(`${base}/integrations/none/recording`, { count: 1 })).status).toBe(404);
  const token = await t.mintToken('read', 'p1');
  expect((await t.call('PUT', path, { body: { count: 1 }, token })).status).toBe(403);
  expect((await t.call('GET', path, { token })).status).toBe(200);
});

it('a cassette is answered to admins, the last attempt or a named one', async () => {
  const { id, path } = await start();
  const posted = await t.call('POST', `${base}/activities`, {
    body: { id: 'act1', type: 'environment.push', state: 'complete' },
  });
  const run = posted.json.matched.find(({ integration }) => integration === id)?.run ?? '';
  const cassette = `${base}/runs/${run}/cassette`;
  expect(await t.call('GET', cassette)).toMatchObject({ status: 404, json: { code: 'not_recorded' } });
  expect(await t.call('GET', `${base}/runs/none/cassette`)).toMatchObject({
    status: 404,
    json: { code: 'run_not_found' },
  });
  await put(path, { count: 9 });
  await keep(id, run, { json: '{"attempt":1}' });
  await keep(id, run, { attempt: 2, json: '{"attempt":2}' });
  expect((await t.call('GET', cassette)).json).toEqual({ attempt: 2 });
  expect((await t.call('GET', `${cassette}?attempt=1`)).json).toEqual({ attempt: 1 });
  const { list } = await t.call('GET', '/api/audit?operation=getCassette');
  expect(list[0]).toMatchObject({ token: 'bootstrap', target: { run }, status: 200 });
  expect((await t.call('GET', `${cassette}?attempt=3`)).status).toBe(404);
  const token = await t.mintToken('read', 'p1');
  expect((await t.call('GET', cassette, { token })).status).toBe(403);
  await sql`update recordings set expires_at = now() where run_id = ${run}`.execute(t.database);
  expect((await t.call('GET', cassette)).status).toBe(404);
});

it('a project that is full keeps no more, and takes no more orders', async () => {
  const { id, path } = await start();
  await put(path, { count: 9 });
  expect(await keep(id, 'large', { bytes: MAX_PROJECT_BYTES - 5000 })).toBe('kept');
  expect(await keep(id, 'more', { bytes: 10_000 })).toBe('full');
  await sql`update recordings set bytes = ${MAX_PROJECT_BYTES} where run_id = 'large'`.execute(t.database);
  expect(await put(path, { count: 9 })).toMatchObject({ status: 409, json: { code: 'recording_full' } });
});
