import { connectForTest } from '@upshot/testing/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { Problem } from '@upshot/shared/problem';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { createBacklogLimit } from './backlog-limit.ts';

let t: TestApp;
let posted = 0;

beforeAll(async () => {
  t = await createTestApp({ maxPendingRuns: 3 });
  const body = { type: 'script', script: 'console.log(1)' };
  await t.call('POST', '/api/projects/p1/integrations', { body });
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
});
afterAll(() => t[Symbol.asyncDispose]());

beforeEach(async () => {
  await t.database.deleteFrom('pending_runs').execute();
  await accept();
  await t.database.deleteFrom('pending_runs').execute();
});

const post = async (project = 'p1') =>
  await t.call('POST', `/api/projects/${project}/activities`, {
    body: { id: `a${posted++}`, type: 'environment.push', state: 'complete', environments: ['main'] },
  });

/** Posts until the request is admitted. */
const accept = () => eventually(async () => expect((await post()).status).toBe(202));

/** Posts until as many runs are due as there may be, and not one more. */
const fillUp = () =>
  eventually(async () => {
    const { status } = await post();
    const pending = await t.database.selectFrom('pending_runs').select('seq').execute();
    expect([status, pending.length]).toEqual([429, 3]);
  });

/** A cap that has counted nothing itself finds as many due as it allows. */
async function expectDue(maxPendingRuns: number): Promise<void> {
  const limit = createBacklogLimit({ database: t.database, maxPendingRuns });
  await eventually(() => expect(() => limit.requireCapacity('p1')).toThrow(Problem));
}

test('a project with a full backlog is refused with retry-after, and no other project is', async () => {
  await fillUp();
  const refused = await post();
  expect(refused.status).toBe(429);
  expect(refused.json).toMatchObject({ code: 'too_many_pending_runs' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect((await post('p2')).status).toBe(202);
});

test('the project is admitted again for as many runs as were completed', async () => {
  await fillUp();
  const oldest = t.database.selectFrom('pending_runs').select('seq').orderBy('seq').limit(1);
  await t.database.deleteFrom('pending_runs').where('seq', '=', oldest).execute();
  await accept();
  expect((await post()).status).toBe(429);
  await fillUp();
});

test('runs that wait for their time do not count', async () => {
  await fillUp();
  const inAnHour = new Date(Date.now() + 3_600_000);
  await t.database.updateTable('pending_runs').set({ due_at: inAnHour }).execute();
  for (let count = 0; count < 3; count++) await accept();
  const longAgo = new Date(0);
  await t.database.updateTable('pending_runs').set({ due_at: longAgo }).execute();
  await expectDue(6);
});

test('runs that wait for their integration to be resumed do not count', async () => {
  await fillUp();
  await t.database.updateTable('integrations').set({ paused_at: new Date(), paused_by: 'test' }).execute();
  for (let count = 0; count < 4; count++) await accept();
  await t.database.updateTable('integrations').set({ paused_at: null, paused_by: null }).execute();
  await expectDue(3);
});

test('a count that fails keeps no request waiting', async () => {
  const gone = connectForTest('postgres://user@127.0.0.1:1/nothing', {
    maxConnections: 1,
    connectMs: 1000,
    statementMs: 1000,
  });
  const limit = createBacklogLimit({ database: gone, maxPendingRuns: 3 });
  limit.requireCapacity('p1');
  limit.count('p1', 3);
  expect(() => limit.requireCapacity('p1')).toThrow(Problem);
  await eventually(() => expect(() => limit.requireCapacity('p1')).not.toThrow());
  await gone.destroy();
});
