import { takeSample } from '@upshot/ledger/scaling/samples';
import { requestDrain } from '@upshot/ledger/workers/drain';
import { reportWorker } from '@upshot/ledger/workers/write';
import { idleLoad, idleReport } from '@upshot/testing/worker-report';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: '0', events: ['*'] },
  });
});
beforeEach(() => t.database.deleteFrom('scaling_samples').execute());
beforeEach(() => t.database.deleteFrom('workers').execute());
afterAll(() => t[Symbol.asyncDispose]());

const get = async (query = '') => (await t.call('GET', `/api/scaling${query}`)).json as unknown;
const report = (id: string) =>
  reportWorker(t.database, {
    ...idleReport,
    id,
    version: '1',
    startedMsAgo: 0,
    claimedMsAgo: 0,
    load: { ...idleLoad, activeLanes: ['a.0'], runningSlots: 3, blockedSlots: 2 },
  });

test('without work and workers, none is wanted, or as many as the bounds say', async () => {
  expect(await get()).toMatchObject({ desired_workers: 0, because: 'idle', workers: 0, oldest_age_ms: 0 });
  expect(await get('?min=2&max=5')).toMatchObject({ desired_workers: 2, because: 'bounds' });
  const answer = await t.call('GET', '/api/scaling?min=3&max=2');
  expect(answer.json).toMatchObject({ code: 'invalid_request' });
});

test('a due run wants a worker where there is none, and a paused one does not', async () => {
  const activity = { id: 'a', type: 'environment.push', state: 'complete' };
  await t.call('POST', '/api/projects/p1/activities', { body: activity });
  expect(await get()).toMatchObject({
    desired_workers: 1,
    because: 'lanes',
    lanes_waiting: 1,
    arrival_rate: null,
  });
  await sql`update integrations set paused_at = now(), paused_by = 'bootstrap'`.execute(t.database);
  await t.database.deleteFrom('scaling_samples').execute();
  expect(await get()).toMatchObject({ desired_workers: 0, lanes_waiting: 0 });
  await sql`update integrations set paused_at = null, paused_by = null`.execute(t.database);
});

test('the load is that of all workers that claim lanes', async () => {
  await report('w1');
  await report('w2');
  await report('drains');
  await requestDrain(t.database, 'drains', 'bootstrap');
  expect(await get()).toMatchObject({
    workers: 2,
    lanes_active: 2,
    lanes_total: 128,
    slots_running: 6,
    slots_running_max: 6,
    slots_busy: 10,
    slots_max: 96,
    used_share: 1,
  });
});

test('samples are kept each so often, and for an hour; runs are counted between them', async () => {
  const age = (seconds: number) =>
    sql`update scaling_samples set sampled_at = sampled_at - ${seconds} * interval '1 second'`.execute(
      t.database,
    );
  const count = async () => (await t.database.selectFrom('scaling_samples').selectAll().execute()).length;
  await takeSample(t.database, 9000);
  await takeSample(t.database, 9000);
  expect(await count()).toBe(1);
  await age(20);
  const activity = { id: 'b', type: 'environment.push', state: 'complete' };
  await t.call('POST', '/api/projects/p1/activities', { body: activity });
  const { arrival_rate: rate } = (await get()) as { arrival_rate: number };
  expect(rate).toBeGreaterThan(0);
  expect(rate).toBeLessThanOrEqual(0.05);
  await age(3600);
  await takeSample(t.database, 9000);
  expect(await count()).toBe(1);
});

test('a token to read every project is enough; one of a project is not', async () => {
  expect((await t.call('GET', '/api/scaling', { token: await t.mintToken('read', null) })).status).toBe(200);
  expect((await t.call('GET', '/api/scaling', { token: await t.mintToken('read', 'p1') })).status).toBe(403);
});
