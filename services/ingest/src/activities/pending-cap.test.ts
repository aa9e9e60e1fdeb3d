import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { createPendingCap } from './pending-cap.ts';

let t: TestApp;

beforeAll(async () => {
  t = await createTestApp({ maxPendingRuns: 3 });
  const body = { type: 'script', script: 'console.log(1)' };
  await t.call('POST', '/api/projects/p1/integrations', { body });
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
});
afterAll(() => t[Symbol.asyncDispose]());

test('a project with too many due runs is told to come again until they are fewer', async () => {
  let count = 0;
  const post = async (project: string) =>
    await t.call('POST', `/api/projects/${project}/activities`, {
      body: { id: `a${count++}`, type: 'environment.push', state: 'complete', environments: ['main'] },
    });
  const cap = createPendingCap({ database: t.database, maxPendingRuns: 3, everyMs: 20 });
  const isOver = () => {
    try {
      cap.require('p1');
      return false;
    } catch (problem) {
      return (problem as { code: string }).code === 'too_many_pending_runs';
    }
  };
  for (let n = 0; n < 3; n++) expect((await post('p1')).json.matched).toHaveLength(1);
  for (let n = 0; n < 5; n++) {
    expect(isOver()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await t.database
    .updateTable('pending_runs')
    .set({ due_at: new Date(Date.now() + 60_000) })
    .execute();
  for (let n = 0; n < 3; n++) expect((await post('p1')).json.matched).toHaveLength(1);
  expect(isOver()).toBe(false);
  await t.database
    .updateTable('pending_runs')
    .set({ due_at: new Date(0) })
    .execute();
  await eventually(() => expect(isOver()).toBe(true));

  const refused = await eventually(async () => {
    const answer = await post('p1');
    expect(answer.status).toBe(429);
    return answer;
  });
  expect(refused.json).toMatchObject({ code: 'too_many_pending_runs' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(5);
  expect((await post('p2')).status).toBe(202);

  await t.database.updateTable('integrations').set({ paused_at: new Date(), paused_by: 'test' }).execute();
  await eventually(() => expect(isOver()).toBe(false));
  await t.database.updateTable('integrations').set({ paused_at: null, paused_by: null }).execute();
  await eventually(() => expect(isOver()).toBe(true));
  await t.database.deleteFrom('pending_runs').execute();
  await eventually(() => expect(isOver()).toBe(false));
}, 30_000);
