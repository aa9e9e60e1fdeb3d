import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createHealthApp, healthLimits, statusesOf, type HealthApp } from '../testing/health-app.ts';
import { checkHealth } from './check-health.ts';

let t: HealthApp;
beforeEach(async () => {
  t = await createHealthApp();
});
afterEach(() => t[Symbol.asyncDispose]());

test('three failures in a row are told once, with the last error, and so is the next success', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.log(script, 'failed', 'failed');
  expect(await t.news()).toEqual([]);
  await t.log(script, 'timed_out');
  const [change, ...others] = await t.news();
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    subject: `integration:${script}`,
    status: 'bad',
    kind: 'integration',
    failures: 3,
  });
  expect(change?.lastError).toMatch(/^timed_out: Error: reason \d+$/);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;
  expect([change?.at, change?.since]).toEqual([expect.stringMatching(time), expect.stringMatching(time)]);
  await t.log(script, 'failed');
  expect(await t.news()).toEqual([]);
  await t.log(script, 'succeeded');
  expect(statusesOf(await t.news())).toEqual([[`integration:${script}`, 'ok']]);
  expect(await t.news()).toEqual([]);
});

test('a success in between, an attempt that is not final and a cancelled run are no failures in a row', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.log(script, 'failed', 'failed', 'succeeded', 'failed', 'failed', 'cancelled');
  await sql`update activity_log set is_final = false where seq = (select max(seq) - 1 from activity_log)`.execute(
    t.database,
  );
  expect(await t.news()).toEqual([]);
});

test('what goes to and fro is told at most once within the time that a state holds', async () => {
  const script = await t.addScript();
  await t.addHealth();
  const hold = { holdMs: 60_000 };
  await t.log(script, 'failed', 'failed', 'failed');
  expect(statusesOf(await t.news(hold))).toEqual([[`integration:${script}`, 'bad']]);
  await t.log(script, 'succeeded');
  expect(await t.news(hold)).toEqual([]);
  await t.log(script, 'failed', 'failed', 'failed');
  expect(await t.news(hold)).toEqual([]);
  await t.log(script, 'succeeded');
  expect(await t.news(hold)).toEqual([]);
  await sql`update health_states set changed_at = now() - interval '61 s'`.execute(t.database);
  expect(statusesOf(await t.news(hold))).toEqual([[`integration:${script}`, 'ok']]);
});

test('every health integration of the project is told, those of other projects and deleted ones are not', async () => {
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  await t.call('POST', '/api/projects/p2/integrations', {
    body: { type: 'health.webhook', url: 'https://two.example' },
  });
  const script = await t.addScript();
  const [one, two, deleted] = [await t.addHealth(), await t.addHealth(), await t.addHealth()];
  await t.call('DELETE', `/api/projects/p1/integrations/${deleted}`);
  await t.log(script, 'failed', 'failed', 'failed');
  await checkHealth(t.database, healthLimits);
  const { rows } = await sql<{ integration_id: string; activity_id: string }>`
    select integration_id, activity_id from pending_runs where activity_type like 'health.%'`.execute(
    t.database,
  );
  expect(rows.map(({ integration_id }) => integration_id).toSorted()).toEqual([one, two].toSorted());
  expect(new Set(rows.map(({ activity_id }) => activity_id)).size).toBe(1);
});

test('a pause because of the receiver is reported once, also after failures, and so is its end', async () => {
  const hook = await t.add({ type: 'webhook', url: 'https://hook.example' });
  await t.addHealth();
  await t.log(hook, 'failed', 'failed', 'failed');
  await t.news();
  const pausedBy = async (by: string) =>
    sql`
      update integrations set paused_at = now(), paused_reason = 'gone', paused_by = ${by}
      where id = ${hook}`.execute(t.database);
  await pausedBy('bootstrap');
  await t.wait(hook, 9_000_000);
  expect(await t.news()).toEqual([]);
  await pausedBy('upshot');
  expect(await t.news()).toMatchObject([
    { subject: `paused:${hook}`, kind: 'integration', status: 'bad', pausedReason: 'gone' },
  ]);
  expect(await t.news()).toEqual([]);
  await t.claim(hook);
  await sql`delete from pending_runs`.execute(t.database);
  await t.call('POST', `/api/projects/p1/integrations/${hook}/resume`);
  expect(await t.news()).toMatchObject([{ subject: `paused:${hook}`, status: 'ok', isResumed: true }]);
  expect(await t.news()).toEqual([]);
});

test('deleting a failing integration is told as the end of its failing', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.log(script, 'failed', 'failed', 'failed');
  await t.news();
  await t.call('DELETE', `/api/projects/p1/integrations/${script}`);
  expect(await t.news()).toMatchObject([{ subject: `integration:${script}`, status: 'ok', isDeleted: true }]);
  expect(await t.news()).toEqual([]);
});

test('without a health integration nothing is remembered', async () => {
  const script = await t.addScript();
  const health = await t.addHealth();
  await t.log(script, 'failed', 'failed', 'failed');
  await t.news();
  await t.call('DELETE', `/api/projects/p1/integrations/${health}`);
  await t.news();
  const { rows } = await sql`select * from health_states`.execute(t.database);
  expect(rows).toEqual([]);
});

test('many check at once, one finds it', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.log(script, 'failed', 'failed', 'failed');
  const found = await Promise.all(
    Array.from({ length: 4 }, () => checkHealth(t.database, { ...healthLimits, everyMs: 1000 })),
  );
  expect(found.reduce((sum, { changes }) => sum + changes, 0)).toBe(1);
  expect(await checkHealth(t.database, { ...healthLimits, everyMs: 60_000 })).toMatchObject({ changes: 0 });
});

test('failures while no ingest checked are found afterwards', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.news();
  await t.log(script, 'failed', 'failed', 'failed');
  await sql`update activity_log set logged_at = logged_at - interval '30 minutes'`.execute(t.database);
  await sql`update health_monitor set looked_at = now() - interval '40 minutes'`.execute(t.database);
  expect(statusesOf(await t.news())).toEqual([[`integration:${script}`, 'bad']]);
});

test('health integrations answer no activity, and have no reason for it either', async () => {
  const health = await t.addHealth();
  const receipt = await t.call('POST', '/api/projects/p1/activities', {
    body: { id: 'x', type: 'integration.health.webhook', state: 'complete' },
  });
  expect(receipt.status).toBe(202);
  expect(receipt.text).not.toContain(health);
});

test('a change is an activity, whose receipt names its runs; scripts match it only when they name it', async () => {
  const script = await t.addScript();
  const asking = await t.add({ type: 'script', script: ';', events: ['health.*'] });
  const health = await t.addHealth();
  await t.log(script, 'failed', 'failed', 'failed');
  const { lanes } = await checkHealth(t.database, healthLimits);
  expect(new Set(lanes.map((lane) => lane.split('.')[0]))).toEqual(new Set([asking, health]));
  const [activity] = (await t.call('GET', '/api/projects/p1/activities')).list;
  expect(activity).toMatchObject({ type: 'health.integration', state: 'complete', project: 'p1' });
  const [receipt] = (await t.call('GET', `/api/projects/p1/activities/${activity?.id}/explain`)).list;
  expect(receipt?.matched).toMatchObject([{ integration: asking }, { integration: health }]);
  expect((receipt as { skipped?: unknown } | undefined)?.skipped).toMatchObject([
    { integration: script, reason: { field: 'events' } },
  ]);
});

test('runs of one subject share a lane, so that an all-clear waits for its alarm', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.log(script, 'failed', 'failed', 'failed');
  const alarm = await checkHealth(t.database, healthLimits);
  await t.log(script, 'succeeded');
  const allClear = await checkHealth(t.database, healthLimits);
  expect(allClear.lanes).toEqual(alarm.lanes);
  expect(allClear.lanes).toHaveLength(1);
});
