import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import type { HealthChange } from '@upshot/shared/health/change';
import { checkHealth } from './check-health.ts';

let t: TestApp;
beforeEach(async () => {
  t = await createTestApp();
});
afterEach(() => t[Symbol.asyncDispose]());

const limits = { everyMs: 0, failures: 3, behindMs: 300_000, workersMs: 60_000, holdMs: 0 };
const path = '/api/projects/p1/integrations';

async function add(fields: Readonly<Record<string, unknown>>): Promise<string> {
  return (await t.call('POST', path, { body: fields })).json._embedded.entity.id;
}

const addScript = () => add({ type: 'script', script: ';' });
const addHealth = () => add({ type: 'health.webhook', url: 'https://health.example' });

let logged = 0;

async function log(integration: string, ...outcomes: readonly string[]): Promise<void> {
  for (const outcome of outcomes) {
    const error = outcome === 'succeeded' ? null : `reason ${++logged}`;
    await sql`
      insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
        activity_id, activity_type, activity_state, activity_recorded_at, error_name, error_message, worker)
      values (${`r${++logged}`}, 1, true, ${outcome}, 'p1', ${integration}, 'script', 'a', 't', 'complete', now(),
        'Error', ${error}, 'w')`.execute(t.database);
  }
}

async function wait(integration: string, ms: number, lane = 0): Promise<void> {
  await sql`
    insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
      activity_type, activity_state, activity_bytes)
    values (${`p${++logged}`}, 'p1', ${integration}, ${`${integration}.${lane}`}, 1,
      now() - ${ms} * interval '1 ms', 'a', 't', 'complete', 1)`.execute(t.database);
}

const claim = (integration: string) =>
  sql`insert into lanes (id, integration_id, claimed_at) values (${`${integration}.0`}, ${integration}, now())
    on conflict (id) do update set claimed_at = now()`.execute(t.database);

/** The changes to be told, the oldest first, and then forgotten. */
async function news(more: Partial<typeof limits> = {}): Promise<readonly HealthChange[]> {
  await checkHealth(t.database, { ...limits, ...more });
  const { rows } = await sql<{ change: HealthChange }>`
    with reported as (delete from pending_runs where activity_type like 'health.%' returning seq, activity_seq)
    select a.body::json -> 'payload' -> 'change' as change
    from reported r join activities a on a.seq = r.activity_seq order by r.seq`.execute(t.database);
  return rows.map(({ change }) => change);
}

const brief = (changes: readonly HealthChange[]) => changes.map(({ subject, status }) => [subject, status]);

test('three failures in a row are told once, with the last error, and so is the next success', async () => {
  const script = await addScript();
  await addHealth();
  await log(script, 'failed', 'failed');
  expect(await news()).toEqual([]);
  await log(script, 'timed_out');
  const [change, ...others] = await news();
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    subject: `integration:${script}`,
    status: 'bad',
    kind: 'integration',
    failures: 3,
  });
  expect(change?.lastError).toMatch(/^timed_out: Error: reason \d+$/);
  await log(script, 'failed');
  expect(await news()).toEqual([]);
  await log(script, 'succeeded');
  expect(brief(await news())).toEqual([[`integration:${script}`, 'ok']]);
  expect(await news()).toEqual([]);
});

test('a success in between, an attempt that is not final and a cancelled run are no failures in a row', async () => {
  const script = await addScript();
  await addHealth();
  await log(script, 'failed', 'failed', 'succeeded', 'failed', 'failed', 'cancelled');
  await sql`update activity_log set is_final = false where seq = (select max(seq) - 1 from activity_log)`.execute(
    t.database,
  );
  expect(await news()).toEqual([]);
});

test('what goes to and fro is told at most once within the time that a state holds', async () => {
  const script = await addScript();
  await addHealth();
  const hold = { holdMs: 60_000 };
  await log(script, 'failed', 'failed', 'failed');
  expect(brief(await news(hold))).toEqual([[`integration:${script}`, 'bad']]);
  await log(script, 'succeeded');
  expect(await news(hold)).toEqual([]);
  await log(script, 'failed', 'failed', 'failed');
  expect(await news(hold)).toEqual([]);
  await log(script, 'succeeded');
  expect(await news(hold)).toEqual([]);
  await sql`update health_states set changed_at = now() - interval '61 s'`.execute(t.database);
  expect(brief(await news(hold))).toEqual([[`integration:${script}`, 'ok']]);
});

test('a lane that falls behind is told once for all lanes of its integration, and when it has caught up', async () => {
  const script = await addScript();
  await addHealth();
  await claim(script);
  await wait(script, 299_000);
  expect(await news()).toEqual([]);
  await wait(script, 301_000, 1);
  await wait(script, 400_000, 2);
  const [change] = await news();
  expect(change).toMatchObject({ subject: `lanes:${script}`, status: 'bad', lane: `${script}.2`, lanes: 2 });
  expect(change?.waitedMs).toBeGreaterThan(399_000);
  await sql`delete from pending_runs where lane <> ${`${script}.0`}`.execute(t.database);
  expect(await news()).toEqual([]);
  await sql`delete from pending_runs`.execute(t.database);
  expect(brief(await news())).toEqual([[`lanes:${script}`, 'ok']]);
});

test('a retry that is not due yet does not wait, and one that is waits since it was due', async () => {
  const script = await addScript();
  await addHealth();
  await claim(script);
  await wait(script, 9_000_000);
  await sql`update pending_runs set due_at = now() + interval '1 hour'`.execute(t.database);
  expect(await news()).toEqual([]);
  await sql`update pending_runs set due_at = now() - interval '1 minute'`.execute(t.database);
  expect(await news()).toEqual([]);
  await sql`update pending_runs set due_at = now() - interval '6 minutes'`.execute(t.database);
  expect(brief(await news())).toEqual([[`lanes:${script}`, 'bad']]);
});

test('the run of a replay waits since it was asked for, however old its activity is', async () => {
  const script = await addScript();
  await addHealth();
  await claim(script);
  await wait(script, 9_000_000);
  await sql`insert into replays (id, project_id, request, answer, requested_by)
    values ('replay', 'p1', '{}', '{}', 'bootstrap')`.execute(t.database);
  await sql`update pending_runs set replay_id = 'replay'`.execute(t.database);
  expect(await news()).toEqual([]);
  await sql`update replays set created_at = now() - interval '6 minutes'`.execute(t.database);
  expect(brief(await news())).toEqual([[`lanes:${script}`, 'bad']]);
});

test('due runs that no worker claims are told as missing workers, and not as lanes besides', async () => {
  const script = await addScript();
  await addHealth();
  await wait(script, 400_000);
  expect(brief(await news())).toEqual([['workers', 'bad']]);
  expect(await news()).toEqual([]);
  await claim(script);
  expect(brief(await news())).toEqual([
    [`lanes:${script}`, 'bad'],
    ['workers', 'ok'],
  ]);
});

test('every health integration of the project is told, those of other projects and deleted ones are not', async () => {
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  await t.call('POST', '/api/projects/p2/integrations', {
    body: { type: 'health.webhook', url: 'https://two.example' },
  });
  const script = await addScript();
  const [one, two, deleted] = [await addHealth(), await addHealth(), await addHealth()];
  await t.call('DELETE', `${path}/${deleted}`);
  await log(script, 'failed', 'failed', 'failed');
  await checkHealth(t.database, limits);
  const { rows } = await sql<{ integration_id: string; activity_id: string }>`
    select integration_id, activity_id from pending_runs where activity_type like 'health.%'`.execute(
    t.database,
  );
  expect(rows.map(({ integration_id }) => integration_id).toSorted()).toEqual([one, two].toSorted());
  expect(new Set(rows.map(({ activity_id }) => activity_id)).size).toBe(1);
});

test('an integration that was paused because of its receiver is told once, also when it failed before, and when it is resumed', async () => {
  const hook = await add({ type: 'webhook', url: 'https://hook.example' });
  await addHealth();
  await log(hook, 'failed', 'failed', 'failed');
  await news();
  const pausedBy = async (by: string) =>
    sql`update integrations set paused_at = now(), paused_reason = 'gone', paused_by = ${by} where id = ${hook}`.execute(
      t.database,
    );
  await pausedBy('bootstrap');
  await wait(hook, 9_000_000);
  expect(await news()).toEqual([]);
  await pausedBy('upshot');
  expect(await news()).toMatchObject([
    { subject: `paused:${hook}`, kind: 'integration', status: 'bad', pausedReason: 'gone' },
  ]);
  expect(await news()).toEqual([]);
  await claim(hook);
  await sql`delete from pending_runs`.execute(t.database);
  await t.call('POST', `${path}/${hook}/resume`);
  expect(await news()).toMatchObject([{ subject: `paused:${hook}`, status: 'ok', isResumed: true }]);
  expect(await news()).toEqual([]);
});

test('deleting a failing integration is told as the end of its failing', async () => {
  const script = await addScript();
  await addHealth();
  await log(script, 'failed', 'failed', 'failed');
  await news();
  await t.call('DELETE', `${path}/${script}`);
  expect(await news()).toMatchObject([{ subject: `integration:${script}`, status: 'ok', isDeleted: true }]);
  expect(await news()).toEqual([]);
});

test('without a health integration nothing is remembered', async () => {
  const script = await addScript();
  const health = await addHealth();
  await log(script, 'failed', 'failed', 'failed');
  await news();
  await t.call('DELETE', `${path}/${health}`);
  await news();
  const { rows } = await sql`select * from health_states`.execute(t.database);
  expect(rows).toEqual([]);
});

test('many check at once, one finds it', async () => {
  const script = await addScript();
  await addHealth();
  await log(script, 'failed', 'failed', 'failed');
  const found = await Promise.all(
    Array.from({ length: 4 }, () => checkHealth(t.database, { ...limits, everyMs: 1000 })),
  );
  expect(found.reduce((sum, { changes }) => sum + changes, 0)).toBe(1);
  expect(await checkHealth(t.database, { ...limits, everyMs: 60_000 })).toMatchObject({ changes: 0 });
});

test('failures while nobody checked are found afterwards', async () => {
  const script = await addScript();
  await addHealth();
  await news();
  await log(script, 'failed', 'failed', 'failed');
  await sql`update activity_log set logged_at = logged_at - interval '30 minutes'`.execute(t.database);
  await sql`update health_monitor set looked_at = now() - interval '40 minutes'`.execute(t.database);
  expect(brief(await news())).toEqual([[`integration:${script}`, 'bad']]);
});

test('health integrations answer no activity, and have no reason for it either', async () => {
  const health = await addHealth();
  const receipt = await t.call('POST', '/api/projects/p1/activities', {
    body: { id: 'x', type: 'integration.health.webhook', state: 'complete' },
  });
  expect(receipt.status).toBe(202);
  expect(receipt.text).not.toContain(health);
});

test('a change is an activity, whose receipt names its runs; scripts match it only when they name it', async () => {
  const script = await addScript();
  const asking = await add({ type: 'script', script: ';', events: ['health.*'] });
  const health = await addHealth();
  await log(script, 'failed', 'failed', 'failed');
  const { lanes } = await checkHealth(t.database, limits);
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
  const script = await addScript();
  await addHealth();
  await log(script, 'failed', 'failed', 'failed');
  const alarm = await checkHealth(t.database, limits);
  await log(script, 'succeeded');
  const allClear = await checkHealth(t.database, limits);
  expect(allClear.lanes).toEqual(alarm.lanes);
  expect(allClear.lanes).toHaveLength(1);
});

test('notifications that an earlier version left become runs in their order, but none of a subject under way', async () => {
  const health = await addHealth();
  const at = '2026-01-31T12:00:00.000Z';
  const leave = (id: string, subject: string, begunSecondsAgo: number | null) =>
    sql`insert into health_notifications (id, project_id, integration_id, subject, change, activity_id, activity_type,
        due_at, attempt, begun_at, begun_by)
      values (${id}, 'p1', ${health}, ${subject}, ${JSON.stringify({
        id: `change-${id}`,
        project: 'p1',
        subject,
        kind: 'workers',
        status: 'bad',
        at,
        since: at,
      })}, ${`change-${id}`}, 'health.workers', '2026-01-31T12:01:00Z', 2,
        now() - ${begunSecondsAgo} * interval '1 s', ${begunSecondsAgo === null ? null : 'ingest'})`.execute(
      t.database,
    );
  await leave('waits', 'workers', null);
  await leave('died', 'queue', 61);
  await leave('all-clear', 'workers', null);
  await leave('under-way', 'storage', 1);
  await leave('behind-it', 'storage', null);
  const { lanes } = await checkHealth(t.database, limits);
  expect(lanes).toEqual([`${health}.0`, `${health}.0`, `${health}.0`]);
  const { rows } = await sql`
    select id, activity_id, attempt, begun_by, due_at = '2026-01-31T12:01:00Z' as is_due
    from pending_runs order by seq`.execute(t.database);
  expect(rows).toEqual([
    { id: 'waits', activity_id: 'change-waits', attempt: 2, begun_by: null, is_due: true },
    { id: 'died', activity_id: 'change-died', attempt: 2, begun_by: 'ingest', is_due: true },
    { id: 'all-clear', activity_id: 'change-all-clear', attempt: 2, begun_by: null, is_due: true },
  ]);
  const left = await sql`select id from health_notifications order by seq`.execute(t.database);
  expect(left.rows).toEqual([{ id: 'under-way' }, { id: 'behind-it' }]);
});
