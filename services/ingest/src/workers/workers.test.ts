import { reportWorker, type WorkerReport } from '@upshot/ledger/workers/write';
import { idleLoad, idleReport } from '@upshot/testing/worker-report';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
beforeEach(() => t.database.deleteFrom('workers').execute());
afterAll(() => t[Symbol.asyncDispose]());

const report: WorkerReport = {
  ...idleReport,
  id: 'host.1.abcde',
  claimedMsAgo: 500,
  load: { ...idleLoad, activeLanes: ['a.0', 'b.0'], parkedLanes: ['c.0'], runningSlots: 2 },
};

const list = async () => (await t.call('GET', '/api/workers')).list as unknown as readonly object[];
const path = `/api/workers/${report.id}`;

test('workers are listed with what they do, the oldest first, silent ones too', async () => {
  await reportWorker(t.database, report);
  await reportWorker(t.database, { ...report, id: 'older', startedMsAgo: 120_000 });
  await t.database
    .updateTable('workers')
    .set({ seen_at: new Date(Date.now() - 60_000) })
    .where('id', '=', 'older')
    .execute();
  expect(await list()).toMatchObject([
    { id: 'older', state: 'silent' },
    {
      id: report.id,
      state: 'active',
      lanes: { total: 64, active: 2, parked: 1 },
      slots: { running: 2, blocked: 0, max_running: 3, max: 48 },
      drained_at: null,
    },
  ]);
  expect((await t.call('GET', path)).json).toMatchObject({ id: report.id });
});

test('a worker is drained and resumed, and its state follows', async () => {
  await reportWorker(t.database, report);
  const asked = await t.call('POST', `${path}/drain`);
  expect(asked.status).toBe(202);
  expect(asked.json).toMatchObject({ state: 'draining', drain_requested_by: 'bootstrap' });
  await reportWorker(t.database, { ...report, isDrained: true });
  expect(await list()).toMatchObject([{ state: 'drained', drained_at: expect.any(String) as string }]);
  expect((await t.call('POST', `${path}/resume`)).json).toMatchObject({ state: 'active', drained_at: null });
});

test('a worker of a version that reports no lanes is listed', async () => {
  await reportWorker(t.database, report);
  await t.database.updateTable('workers').set({ active_lanes: null, parked_count: null }).execute();
  expect(await list()).toMatchObject([{ lanes: { total: 64, active: null, parked: null } }]);
});

test.each(['GET', 'POST'] as const)('%s of an unknown worker says that there is none', async (method) => {
  const answer = await t.call(method, `/api/workers/w0${method === 'GET' ? '' : '/drain'}`);
  expect(answer.status).toBe(404);
  expect(answer.json).toMatchObject({ code: 'worker_not_found' });
});

test('a token to read every project sees workers, and drains none; one of a project sees none', async () => {
  await reportWorker(t.database, report);
  const token = await t.mintToken('read', null);
  expect((await t.call('GET', '/api/workers', { token })).status).toBe(200);
  expect((await t.call('POST', `${path}/drain`, { token })).status).toBe(403);
  const ofProject = await t.mintToken('admin', 'p1');
  expect((await t.call('GET', '/api/workers', { token: ofProject })).status).toBe(403);
  expect((await t.call('POST', `${path}/drain`, { token: ofProject })).status).toBe(403);
});
