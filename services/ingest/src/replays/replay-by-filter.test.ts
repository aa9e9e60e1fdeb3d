import { connectForTest } from '@upshot/testing/database';
import { writeReplay } from '@upshot/ledger/replays/write';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { base, createReplayApp, type ReplayApp } from '../testing/replay-app.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { describeReplay } from './describe-plan.ts';
import { fireReplay } from './fire-replay.ts';
import { planReplay } from './plan-replay.ts';
import { readReplay } from './read-replay.ts';

let t: ReplayApp;
let script: string;
let other: string;

beforeAll(async () => {
  t = await createReplayApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ script, other } = await t.reset());
});

describe('a replay by filter', () => {
  test('takes what matches every condition', async () => {
    await t.post('push');
    await t.post('push-staging', { environments: ['staging'], result: 'failure' });
    await t.post('backup', { type: 'environment.backup', environments: ['main_1'] });
    await t.post('begun', { state: 'in_progress', environments: [] });
    await t.finishAll('succeeded');
    const ids = async (filter: object) => [
      ...new Set((await t.dryRun({ filter })).sample.map(({ activity }) => activity)),
    ];
    expect(await ids({})).toEqual(['push', 'push-staging', 'backup', 'begun']);
    expect(await ids({ type: ['*.backup'] })).toEqual(['backup']);
    expect(await ids({ type: ['environment.back_p', 'environment%'] })).toEqual([]);
    expect(await ids({ environment: ['main*'] })).toEqual(['push', 'backup']);
    expect(await ids({ environment: ['*'], state: ['in_progress'] })).toEqual(['begun']);
    expect(await ids({ environment: ['main_1', 'mainX1'] })).toEqual(['backup']);
    expect(await ids({ result: ['failure'] })).toEqual(['push-staging']);
    expect(await ids({ state: ['pending', 'in_progress'] })).toEqual(['begun']);
  });

  test('takes what was recorded from a time on and before another', async () => {
    const at = async (id: string) =>
      (
        await t.database
          .selectFrom('activities')
          .select('recorded_at')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).recorded_at;
    for (const id of ['a', 'b', 'c']) {
      await t.post(id);
      await sql`select pg_sleep(0.005)`.execute(t.database);
    }
    const from = (await at('b')).toISOString();
    const to = (await at('c')).toISOString().replace('Z', '+00:00');
    const ids = async (filter: object) => (await t.dryRun({ filter })).sample.map(({ activity }) => activity);
    expect(await ids({ from })).toEqual(['b', 'c']);
    expect(await ids({ to })).toEqual(['a', 'b']);
    expect(await ids({ from, to })).toEqual(['b']);
  });

  test('by outcome takes only the runs that ended so, once', async () => {
    await t.post('bad', { environments: ['staging'] });
    await t.finishAll('failed');
    await sql`update activity_log set outcome = 'succeeded' where integration_id = ${other}`.execute(
      t.database,
    );
    await t.post('good');
    await t.finishAll('succeeded');
    const { runs } = await t.replay({ filter: { outcome: ['failed', 'timed_out'] } });
    expect(runs.map(({ activity, integration }) => [activity, integration])).toEqual([['bad', script]]);
    expect((await t.dryRun({ filter: { outcome: ['failed'] } })).count.runs).toBe(0);
    await t.finishAll('succeeded');
    expect((await t.dryRun({ filter: { outcome: ['failed'] } })).count.runs).toBe(0);
    expect((await t.dryRun({ filter: { outcome: ['succeeded'] } })).count).toEqual({
      activities: 2,
      runs: 3,
    });
  });

  test('keeps to the limit, says that there is more, and goes on from there by outcome', async () => {
    for (const id of ['a', 'b', 'c']) await t.post(id);
    await t.finishAll('failed');
    const ask = { filter: { outcome: ['failed'] }, limit: 2 };
    const dry = await t.dryRun(ask);
    expect(dry).toMatchObject({ count: { activities: 2, runs: 2 }, truncated: true });
    const fired = await t.replay(ask);
    expect(fired).toMatchObject({ count: dry.count, truncated: true });
    expect(fired.runs.map(({ activity }) => activity)).toEqual(['a', 'b']);
    expect(dry.sample.map(({ activity, replay_of }) => [activity, replay_of])).toEqual(
      fired.runs.map(({ activity, replay_of }) => [activity, replay_of]),
    );
    const rest = await t.replay(ask);
    expect(rest).toMatchObject({ count: { activities: 1, runs: 1 }, truncated: false });
    expect(rest.runs[0]?.activity).toBe('c');
  });

  test('finds thousands and the run that each repeats, over several pages, in their order', async () => {
    await sql`
      with identity as (
        insert into activity_identities (project_id, activity_id, state)
        select 'p1', 'n' || lpad(n::text, 5, '0'), 'complete' from generate_series(1, 3500) n returning *
      )
      insert into activities
        (seq, recorded_at, project_id, id, type, state, result, environments, created_at, body, receipt)
      select seq, recorded_at, project_id, activity_id, 'environment.push', state, null,
        '{main}', recorded_at, '{}', '{}'
      from identity`.execute(t.database);
    await sql`
      insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
        activity_id, activity_type, activity_state, activity_recorded_at, worker)
      select id || n, 1, true, 'succeeded', project_id, ${script}, 'script', id, type, state, recorded_at, 'w'
      from generate_series(1, 5) n, activities`.execute(t.database);
    const ask = { filter: { type: ['environment.push'] }, limit: 10_000 };
    expect((await t.dryRun(ask)).count).toEqual({ activities: 3500, runs: 3500 });
    const fired = await t.replay(ask);
    expect(fired.count).toEqual({ activities: 3500, runs: 3500 });
    expect(fired.runs.length).toBe(1000);
    const ids = (await t.pending()).map(({ activity_id }) => activity_id);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(3500);
    expect(fired.runs.every(({ activity, replay_of }) => replay_of === `${activity}5`)).toBe(true);
  });

  test('is not written when an integration has changed since it was planned', async () => {
    await t.post('a');
    await t.finishAll('succeeded');
    const body = { activities: ['a'] };
    const plan = await planReplay(t.database, 'p1', readReplay(body));
    await t.call('PATCH', `${base}/integrations/${script}`, { body: { events: ['other'] } });
    const asked = {
      project: 'p1',
      idempotencyKey: undefined,
      body,
      requestedBy: 'x',
      traceparent: undefined,
    };
    const written = writeReplay(t.database, { ...asked, id: 'r', answer: describeReplay('r', plan) }, plan);
    expect(await written).toBe('stale');
    expect(await t.pending()).toEqual([]);
    expect((await fireReplay(t.database, asked)).answer.count.runs).toBe(0);
  });

  test.each(['activities', 'activity_log'])(
    'that covers too much of %s is refused with advice',
    async (table) => {
      await using hurried = await createHurriedApp();
      await t.post('a');
      await t.finishAll('succeeded');
      await t.database.transaction().execute(async (transaction) => {
        await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(transaction);
        const { status, json } = await hurried.call('POST', `${base}/replays`, { body: { filter: {} } });
        expect([status, json.code]).toEqual([400, 'invalid_request']);
        expect(json.detail['filter']).toMatch(/narrow it/);
      });
      expect(await t.pending()).toEqual([]);
    },
  );
});

/** The same ledger through connections on which no statement may take long. */
async function createHurriedApp(): Promise<TestApp> {
  const database = connectForTest(t.databaseUrl, { maxConnections: 2, statementMs: 300 });
  const app = await createTestApp({ database });
  return {
    ...app,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await database.destroy();
    },
  };
}
