import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { claimNotifications, type ClaimedNotification } from './claim-notifications.ts';
import { settleNotification } from './settle-notification.ts';

let t: TestApp;
let health: string;
beforeEach(async () => {
  t = await createTestApp();
  const body = { type: 'health.webhook', url: 'https://health.example' };
  health = (await t.call('POST', '/api/projects/p1/integrations', { body })).json._embedded.entity.id;
});
afterEach(() => t[Symbol.asyncDispose]());

const notify = (id: string, subject: string) =>
  sql`
  insert into health_notifications (id, project_id, integration_id, subject, change, activity_id, activity_type)
  values (${id}, 'p1', ${health}, ${subject}, '{}', 'change', 'health.workers')`.execute(t.database);

const claim = (sender: string) => claimNotifications(t.database, sender, 10);
const ids = (claimed: readonly ClaimedNotification[]) => claimed.map(({ id }) => id);

const settle = (claimed: ClaimedNotification | undefined, sender: string, retryAfterMs?: number) => {
  if (claimed === undefined) throw new Error('nothing was claimed');
  return settleNotification(t.database, claimed, {
    outcome: retryAfterMs === undefined ? 'succeeded' : 'failed',
    sender,
    startedAt: new Date(),
    durationMs: 5,
    httpStatus: undefined,
    failure: retryAfterMs === undefined ? undefined : 'not now \0',
    lines: ['one', 'two \ud800'],
    retryAfterMs,
    traceId: 'ab'.repeat(16),
  });
};

const logOf = async (run: string) =>
  (
    await t.database.selectFrom('activity_log').selectAll().where('run_id', '=', run).orderBy('seq').execute()
  ).map(({ attempt, outcome, is_final }) => [attempt, outcome, is_final]);

test('an all-clear is not sent before its alarm has its final outcome; other subjects do not wait', async () => {
  await notify('alarm', 'workers');
  await notify('clear', 'workers');
  await notify('other', 'lanes:x');
  const claimed = await claim('a');
  expect(ids(claimed)).toEqual(['alarm', 'other']);
  await settle(claimed[0], 'a', 3_600_000);
  expect(ids(await claim('a'))).toEqual([]);
  await sql`update health_notifications set due_at = now()`.execute(t.database);
  const [again] = await claim('a');
  expect(again).toMatchObject({ id: 'alarm', attempt: 2 });
  await settle(again, 'a');
  expect(ids(await claim('a'))).toEqual(['clear']);
  expect(await logOf('alarm')).toEqual([
    [1, 'failed', false],
    [2, 'succeeded', true],
  ]);
});

test('several ingests that claim at once share what there is', async () => {
  for (let n = 0; n < 12; n++) await notify(`n${n}`, `lanes:${n}`);
  const claimed = await Promise.all(
    ['a', 'b', 'c'].map((sender) => claimNotifications(t.database, sender, 6)),
  );
  const all = claimed.flatMap(ids);
  expect(new Set(all).size).toBe(all.length);
});

test('who was given up for lost settles nothing any more', async () => {
  await notify('n', 'workers');
  const [lost] = await claim('a');
  await sql`update health_notifications set begun_at = now() - interval '61 s'`.execute(t.database);
  const [taken] = await claim('b');
  await settle(lost, 'a');
  expect(await logOf('n')).toEqual([[1, 'interrupted', false]]);
  await settle(taken, 'b');
  expect(await logOf('n')).toEqual([
    [1, 'interrupted', false],
    [2, 'succeeded', true],
  ]);
});

test('a notification that waits is a pending activity of its integration, and one that was tried says how', async () => {
  const list = () => t.call('GET', `/api/projects/p1/integrations/${health}/activities`);
  await notify('n', 'workers');
  expect((await list()).json).toMatchObject([
    { id: 'n', state: 'pending', type: 'integration.health.webhook' },
  ]);
  const [claimed] = await claim('a');
  expect((await list()).json).toMatchObject([{ id: 'n', state: 'in_progress', payload: { attempt: 1 } }]);
  await settle(claimed, 'a', 60_000);
  const { json } = await t.call('GET', '/api/projects/p1/runs/n');
  expect(json).toMatchObject({ state: 'pending', attempt: 1, outcome: 'failed', output: 'one\ntwo \uFFFD' });
});

test('of a deleted integration nothing is sent', async () => {
  await notify('n', 'workers');
  await t.call('DELETE', `/api/projects/p1/integrations/${health}`);
  const [claimed] = await claim('a');
  expect(claimed?.integration).toBeNull();
});

test('a notification that waits is neither offered to be cancelled nor said to have ended', async () => {
  await notify('n', 'workers');
  const path = `/api/projects/p1/integrations/${health}/activities/n`;
  expect(Object.keys((await t.call('GET', path)).json._links)).not.toContain('#cancel');
  const { status, json } = await t.call('POST', `${path}/cancel`);
  expect([status, json.code]).toEqual([400, 'not_cancellable']);
  expect(json.detail).toMatch(/health notification; delete its integration/);
});
