import { connectForTest } from '@upshot/testing/database';
import type { Outcome } from '@upshot/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { describeReplay } from './describe-plan.ts';
import { fireReplay } from './fire-replay.ts';
import { planReplay } from './plan-replay.ts';
import { readReplay } from './read-replay.ts';
import { writeReplay } from '@upshot/ledger/replays/write';
import type { DryRunAnswer, ReplayAnswer } from './replay-schema.ts';

let t: TestApp;
let script: string;
let other: string;
let webhook: string;
const base = '/api/projects/p1';

beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const table of [
    'pending_runs',
    'activity_log',
    'activities',
    'activity_identities',
    'replays',
    'integrations',
  ])
    await sql`delete from ${sql.table(table)}`.execute(t.database);
  script = await addIntegration({ type: 'script', script: '1', states: ['*'] });
  other = await addIntegration({ type: 'script', script: '2', environments: ['staging'] });
  webhook = await addIntegration({
    type: 'webhook',
    url: 'https://a.example',
    events: ['environment.backup'],
  });
});

async function addIntegration(body: object): Promise<string> {
  return (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity.id;
}

async function post(id: string, over: object = {}): Promise<void> {
  const body = { id, type: 'environment.push', state: 'complete', environments: ['main'], ...over };
  expect((await t.call('POST', `${base}/activities`, { body })).status).toBe(202);
}

/** What a worker would do with every pending run. */
async function finishAll(outcome: Outcome, scriptVersion = 1): Promise<void> {
  await sql`
    with done as (delete from pending_runs returning *)
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      script_version, activity_id, activity_type, activity_state, activity_recorded_at, worker, replay_id, replay_of)
    select id, 1, true, ${outcome}, project_id, integration_id, 'script', ${scriptVersion}, activity_id, activity_type,
      activity_state, activity_recorded_at, 'w', replay_id, replay_of from done order by seq`.execute(
    t.database,
  );
}

async function replay(body: object, headers: Record<string, string> = {}): Promise<ReplayAnswer> {
  const { status, json } = await t.call('POST', `${base}/replays`, { body, headers });
  expect([status, json]).toMatchObject([202, {}]);
  return json as unknown as ReplayAnswer;
}

async function dryRun(body: object): Promise<DryRunAnswer> {
  const { status, json } = await t.call('POST', `${base}/replays`, {
    body: { ...body, dry_run: true },
  });
  expect([status, json]).toMatchObject([200, {}]);
  return json as unknown as DryRunAnswer;
}

async function refusal(body: unknown, headers: Record<string, string> = {}, token?: string) {
  const path = `${base}/replays`;
  const answer = await t.call('POST', path, { body, headers, ...(token === undefined ? {} : { token }) });
  expect((await pending()).length).toBe(0);
  return [answer.status, answer.json.code, answer.json.detail];
}

/** So that requests which come together meet in the ledger, rather than one after the other. */
async function openConnections(): Promise<void> {
  const sleep = () => sql`select pg_sleep(0.1)`.execute(t.database);
  await Promise.all([sleep(), sleep(), sleep(), sleep()]);
}

const pending = () => t.database.selectFrom('pending_runs').selectAll().orderBy('seq').execute();

describe('a replay of named activities', () => {
  test('makes a new run that names the latest one before it, and the lane is woken', async () => {
    await post('a');
    const [first] = await pending();
    await finishAll('succeeded');
    const once = await replay({ activities: ['a'] });
    expect(once).toMatchObject({ count: { activities: 1, runs: 1 }, truncated: false });
    expect(once.runs).toEqual([
      {
        run: once.runs[0]?.run,
        activity: 'a',
        state: 'complete',
        integration: script,
        replay_of: first?.id,
      },
    ]);
    expect(t.woken.at(-1)).toBe(`${script}.0`);
    const [run] = await pending();
    expect(run).toMatchObject({
      id: once.runs[0]?.run,
      lane: `${script}.0`,
      replay_id: once.replay,
      replay_of: first?.id,
      activity_seq: first?.activity_seq,
      activity_bytes: first?.activity_bytes,
      script_version: null,
    });
    expect(run?.activity_recorded_at).toEqual(first?.activity_recorded_at);
    const shown = await t.call('GET', `${base}/runs/${run?.id}`);
    expect(shown.json).toMatchObject({ replay: once.replay, replay_of: first?.id });
    await finishAll('failed');
    const again = await replay({ activities: ['a'] });
    expect(again.runs[0]?.replay_of).toBe(once.runs[0]?.run);
  });

  test('repeats a run that is still pending as well', async () => {
    await post('a');
    const [first] = await pending();
    expect((await replay({ activities: ['a'] })).runs[0]?.replay_of).toBe(first?.id);
  });

  test('takes every recorded state, in order, unless state narrows', async () => {
    for (const state of ['pending', 'in_progress', 'complete']) await post('a', { state });
    await finishAll('succeeded');
    const states = async (more: object) =>
      (await dryRun({ activities: ['a'], ...more })).sample.map(({ state }) => state);
    expect(await states({})).toEqual(['pending', 'in_progress', 'complete']);
    expect(await states({ state: 'complete' })).toEqual(['complete']);
    expect(await states({ state: ['pending', 'complete'] })).toEqual(['pending', 'complete']);
  });

  test('repeats nothing where an integration is new, and leaves out those that do not want the activity', async () => {
    await post('a', { environments: ['staging'] });
    await finishAll('succeeded');
    const late = await addIntegration({ type: 'script', script: '3' });
    const { runs } = await replay({ activities: ['a'], script: 'original' });
    expect(runs.map(({ integration, replay_of }) => [integration, replay_of === null])).toEqual([
      [script, false],
      [other, false],
      [late, true],
    ]);
    expect((await pending()).map(({ script_version }) => script_version)).toEqual([1, 1, null]);
    expect(await dryRun({ activities: ['a'], integrations: [webhook] })).toEqual({
      count: { activities: 0, runs: 0 },
      sample: [],
      truncated: false,
    });
  });

  test('does not fire deleted integrations', async () => {
    await post('a');
    await finishAll('succeeded');
    await t.call('DELETE', `${base}/integrations/${script}`);
    expect((await replay({ activities: ['a'] })).count).toEqual({ activities: 0, runs: 0 });
    expect(await pending()).toEqual([]);
  });

  test('pins the version that the repeated run used when the original script is asked for', async () => {
    await post('a');
    await finishAll('failed', 1);
    const { status } = await t.call('PATCH', `${base}/integrations/${script}`, { body: { script: '1.1' } });
    expect(status).toBe(200);
    await replay({ activities: ['a'], script: 'original' });
    expect((await pending())[0]?.script_version).toBe(1);
    await replay({ activities: ['a'], script: 'original' });
    expect((await pending())[1]?.script_version).toBe(1);
    await replay({ activities: ['a'] });
    expect((await pending())[2]?.script_version).toBeNull();
  });

  test('fires nothing and names them when some are not there', async () => {
    await post('a');
    await finishAll('succeeded');
    expect(await refusal({ activities: ['a', 'b', 'c'] })).toEqual([
      404,
      'activity_not_found',
      'Project "p1" has no activity "b" or "c". Nothing was replayed.',
    ]);
    expect(await refusal({ activities: ['a'], state: 'pending' })).toEqual([
      404,
      'activity_not_found',
      'Project "p1" has no activity "a" in state pending. Nothing was replayed.',
    ]);
    expect(await refusal({ activities: ['a'], integrations: [script, 'gone'] })).toEqual([
      404,
      'integration_not_found',
      'Project "p1" has no integration "gone". Nothing was replayed.',
    ]);
  });
});

describe('a replay by filter', () => {
  test('takes what matches every condition', async () => {
    await post('push');
    await post('push-staging', { environments: ['staging'], result: 'failure' });
    await post('backup', { type: 'environment.backup', environments: ['main_1'] });
    await post('begun', { state: 'in_progress', environments: [] });
    await finishAll('succeeded');
    const ids = async (filter: object) => [
      ...new Set((await dryRun({ filter })).sample.map(({ activity }) => activity)),
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
      await post(id);
      await sql`select pg_sleep(0.005)`.execute(t.database);
    }
    const from = (await at('b')).toISOString();
    const to = (await at('c')).toISOString().replace('Z', '+00:00');
    const ids = async (filter: object) => (await dryRun({ filter })).sample.map(({ activity }) => activity);
    expect(await ids({ from })).toEqual(['b', 'c']);
    expect(await ids({ to })).toEqual(['a', 'b']);
    expect(await ids({ from, to })).toEqual(['b']);
  });

  test('by outcome takes only the runs that ended so, once', async () => {
    await post('bad', { environments: ['staging'] });
    await finishAll('failed');
    await sql`update activity_log set outcome = 'succeeded' where integration_id = ${other}`.execute(
      t.database,
    );
    await post('good');
    await finishAll('succeeded');
    const { runs } = await replay({ filter: { outcome: ['failed', 'timed_out'] } });
    expect(runs.map(({ activity, integration }) => [activity, integration])).toEqual([['bad', script]]);
    expect((await dryRun({ filter: { outcome: ['failed'] } })).count.runs).toBe(0);
    await finishAll('succeeded');
    expect((await dryRun({ filter: { outcome: ['failed'] } })).count.runs).toBe(0);
    expect((await dryRun({ filter: { outcome: ['succeeded'] } })).count).toEqual({ activities: 2, runs: 3 });
  });

  test('keeps to the limit, says that there is more, and goes on from there by outcome', async () => {
    for (const id of ['a', 'b', 'c']) await post(id);
    await finishAll('failed');
    const ask = { filter: { outcome: ['failed'] }, limit: 2 };
    const dry = await dryRun(ask);
    expect(dry).toMatchObject({ count: { activities: 2, runs: 2 }, truncated: true });
    const fired = await replay(ask);
    expect(fired).toMatchObject({ count: dry.count, truncated: true });
    expect(fired.runs.map(({ activity }) => activity)).toEqual(['a', 'b']);
    expect(dry.sample.map(({ activity, replay_of }) => [activity, replay_of])).toEqual(
      fired.runs.map(({ activity, replay_of }) => [activity, replay_of]),
    );
    const rest = await replay(ask);
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
    expect((await dryRun(ask)).count).toEqual({ activities: 3500, runs: 3500 });
    const fired = await replay(ask);
    expect(fired.count).toEqual({ activities: 3500, runs: 3500 });
    expect(fired.runs.length).toBe(1000);
    const ids = (await pending()).map(({ activity_id }) => activity_id);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(3500);
    expect(fired.runs.every(({ activity, replay_of }) => replay_of === `${activity}5`)).toBe(true);
  });

  test('is not written when an integration has changed since it was planned', async () => {
    await post('a');
    await finishAll('succeeded');
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
    expect(await pending()).toEqual([]);
    expect((await fireReplay(t.database, asked)).answer.count.runs).toBe(0);
  });

  test.each(['activities', 'activity_log'])(
    'that covers too much of %s is refused with advice',
    async (table) => {
      await using hurried = await createHurriedApp();
      await post('a');
      await finishAll('succeeded');
      await t.database.transaction().execute(async (transaction) => {
        await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(transaction);
        const { status, json } = await hurried.call('POST', `${base}/replays`, { body: { filter: {} } });
        expect([status, json.code]).toEqual([400, 'invalid_request']);
        expect(json.detail['filter']).toMatch(/narrow it/);
      });
      expect(await pending()).toEqual([]);
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

describe('an idempotency key', () => {
  test('makes the same request safe to send again, at once or later', async () => {
    await post('a');
    await finishAll('succeeded');
    const key = { 'idempotency-key': 'k-1' };
    await openConnections();
    const answers = await Promise.all(Array.from({ length: 4 }, () => replay({ activities: ['a'] }, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await pending()).length).toBe(1);
    await finishAll('succeeded');
    const body = '{ "activities": ["a"] }';
    const later = await t.call('POST', `${base}/replays`, { body, headers: key });
    expect(later.json).toEqual(answers[0]);
    expect(later.headers['idempotency-replayed']).toBe('true');
    expect(await pending()).toEqual([]);
  });

  test('belongs to one body and one project', async () => {
    await post('a');
    const headers = { 'idempotency-key': 'k-2' };
    const first = await replay({ activities: ['a'] }, headers);
    await finishAll('succeeded');
    const [status, code, detail] = await refusal({ activities: ['a'], script: 'original' }, headers);
    expect([status, code]).toEqual([422, 'idempotency_key_reused']);
    expect(detail).toContain(first.replay);
    await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
    const elsewhere = await t.call('POST', '/api/projects/p2/replays', { body: { filter: {} }, headers });
    expect(elsewhere.status).toBe(202);
  });

  test('that is none is refused', async () => {
    for (const key of ['', 'two words', 'k'.repeat(256)]) {
      const [status, code] = await refusal({ filter: {} }, { 'idempotency-key': key });
      expect([status, code]).toEqual([400, 'invalid_request']);
    }
  });
});

describe('a replay is refused', () => {
  test.each([
    [{}, 'activities'],
    [{ activities: [] }, 'activities'],
    [{ activities: [''] }, 'activities[0]'],
    [{ activities: [7] }, 'activities[0]'],
    [{ activities: ['a'], filter: {} }, 'filter'],
    [{ filter: {}, state: 'complete' }, 'state'],
    [{ activities: ['a'], state: 'done' }, 'state'],
    [{ filter: [] }, 'filter'],
    [{ filter: { typ: ['*'] } }, 'filter.typ'],
    [{ filter: { type: 'environment.push' } }, 'filter.type'],
    [{ filter: { state: ['done'] } }, 'filter.state[0]'],
    [{ filter: { outcome: ['crashed'] } }, 'filter.outcome[0]'],
    [{ filter: { from: '10:00' } }, 'filter.from'],
    [{ filter: { from: '2026-01-31T12:00:00' } }, 'filter.from'],
    [{ filter: { to: '2026-02-30T12:00:00Z' } }, 'filter.to'],
    [{ filter: { to: '0000-01-01T00:00:00Z' } }, 'filter.to'],
    [{ filter: { from: '2026-01-02T00:00:00Z', to: '2026-01-02T00:00:00Z' } }, 'filter.to'],
    [{ filter: { type: ['a\u0000b'] } }, 'filter.type[0]'],
    [{ activities: ['\ud800'] }, 'activities[0]'],
    [{ filter: {}, limit: 0 }, 'limit'],
    [{ filter: {}, limit: 10_001 }, 'limit'],
    [{ filter: {}, limit: 1.5 }, 'limit'],
    [{ filter: {}, script: 'latest' }, 'script'],
    [{ filter: {}, dry_run: 'yes' }, 'dry_run'],
    [{ filter: {}, dryrun: true }, 'dryrun'],
    [{ filter: {}, integrations: [] }, 'integrations'],
    [[], 'body'],
    [null, 'body'],
  ])('when its body is %j: the problem names %s', async (body, field) => {
    const [status, code, detail] = await refusal(body);
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect(Object.keys(detail as object)).toContain(field);
  });

  test('when it names more than 1,000 activities', async () => {
    const activities = Array.from({ length: 1001 }, (_, n) => `a${n}`);
    const [, , detail] = await refusal({ activities });
    expect(detail).toEqual({ activities: 'must not have more than 1000 entries' });
  });

  test('when there is no body, or no project', async () => {
    expect((await t.call('POST', `${base}/replays`)).status).toBe(400);
    expect((await t.call('POST', `${base}/replays`, { body: '{"filter":' })).json.code).toBe(
      'malformed_json',
    );
    const { status, json } = await t.call('POST', '/api/projects/nowhere/replays', { body: { filter: {} } });
    expect([status, json.code]).toEqual([404, 'project_not_found']);
  });

  test('when the token is not an admin of the project', async () => {
    await t.call('PUT', '/api/projects/p9', { body: { title: 'Nine' } });
    for (const [scope, project] of [
      ['producer', 'p1'],
      ['read', 'p1'],
      ['admin', 'p9'],
    ] as const) {
      const [status, code] = await refusal({ filter: {} }, {}, await t.mintToken(scope, project));
      expect([status, code]).toEqual([403, 'forbidden']);
    }
    expect((await refusal({ filter: {} }, {}, ''))[0]).toBe(401);
  });
});

test('replays that look for the same failures at once repeat each of them once', async () => {
  for (let n = 0; n < 30; n++) await post(`a${n}`);
  await finishAll('failed');
  await openConnections();
  const answers = await Promise.all(
    Array.from({ length: 3 }, () => replay({ filter: { outcome: ['failed'] } })),
  );
  expect(answers.map(({ count }) => count.runs).toSorted((a, b) => a - b)).toEqual([0, 0, 30]);
  expect((await pending()).length).toBe(30);
});

test('replays that wait for each other leave connections for other requests', async () => {
  await post('a');
  await finishAll('succeeded');
  const waiting = await t.database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('p1', 7370004))`.execute(transaction);
    const answers = Array.from({ length: 6 }, () => replay({ activities: ['a'] }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const startedAt = performance.now();
    expect((await t.call('GET', '/api/projects/p1')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2000 * busyness());
    return answers;
  });
  expect(new Set((await Promise.all(waiting)).map((answer) => answer.replay)).size).toBe(6);
});

test('what was replayed by whom is kept', async () => {
  await post('a');
  const token = await t.mintToken('admin', 'p1');
  const { json } = await t.call('POST', `${base}/replays`, { body: { activities: ['a'] }, token });
  const kept = await t.database.selectFrom('replays').selectAll().executeTakeFirstOrThrow();
  expect(kept).toMatchObject({ project_id: 'p1', request: { activities: ['a'] }, answer: json });
  expect(token).toContain(kept.requested_by);
});
