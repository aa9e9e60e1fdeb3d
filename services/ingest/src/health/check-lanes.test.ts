import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createHealthApp, statusesOf, type HealthApp } from '../testing/health-app.ts';

let t: HealthApp;
beforeEach(async () => {
  t = await createHealthApp();
});
afterEach(() => t[Symbol.asyncDispose]());

test('a lane that falls behind is told once for all lanes of its integration, and when it has caught up', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.claim(script);
  await t.wait(script, 299_000);
  expect(await t.news()).toEqual([]);
  await t.wait(script, 301_000, 1);
  await t.wait(script, 400_000, 2);
  const [change] = await t.news();
  expect(change).toMatchObject({ subject: `lanes:${script}`, status: 'bad', lane: `${script}.2`, lanes: 2 });
  expect(change?.waitedMs).toBeGreaterThan(399_000);
  await sql`delete from pending_runs where lane <> ${`${script}.0`}`.execute(t.database);
  expect(await t.news()).toEqual([]);
  await sql`delete from pending_runs`.execute(t.database);
  expect(statusesOf(await t.news())).toEqual([[`lanes:${script}`, 'ok']]);
});

test('a retry that is not due yet does not wait, and one that is waits since it was due', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.claim(script);
  await t.wait(script, 9_000_000);
  await sql`update pending_runs set due_at = now() + interval '1 hour'`.execute(t.database);
  expect(await t.news()).toEqual([]);
  await sql`update pending_runs set due_at = now() - interval '1 minute'`.execute(t.database);
  expect(await t.news()).toEqual([]);
  await sql`update pending_runs set due_at = now() - interval '6 minutes'`.execute(t.database);
  expect(statusesOf(await t.news())).toEqual([[`lanes:${script}`, 'bad']]);
});

test('the run of a replay waits since it was asked for, however old its activity is', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.claim(script);
  await t.wait(script, 9_000_000);
  await sql`insert into replays (id, project_id, request, answer, requested_by)
    values ('replay', 'p1', '{}', '{}', 'bootstrap')`.execute(t.database);
  await sql`update pending_runs set replay_id = 'replay'`.execute(t.database);
  expect(await t.news()).toEqual([]);
  await sql`update replays set created_at = now() - interval '6 minutes'`.execute(t.database);
  expect(statusesOf(await t.news())).toEqual([[`lanes:${script}`, 'bad']]);
});

test('due runs that no worker claims are told as missing workers, and not as lanes besides', async () => {
  const script = await t.addScript();
  await t.addHealth();
  await t.wait(script, 400_000);
  expect(statusesOf(await t.news())).toEqual([['workers', 'bad']]);
  expect(await t.news()).toEqual([]);
  await t.claim(script);
  expect(statusesOf(await t.news())).toEqual([
    [`lanes:${script}`, 'bad'],
    ['workers', 'ok'],
  ]);
});
