import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let script: string;
const base = '/api/projects/p1';

beforeAll(async () => {
  t = await createTestApp();
  const body = { type: 'script', script: ';', events: ['environment.push'], name: 'notify' };
  script = (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity.id;
  await t.call('POST', `${base}/integrations/${script}/versions`, { body: { source: ';;' } });
  const post = (id: string, type: string) =>
    t.call('POST', `${base}/activities`, { body: { id, type, state: 'complete', result: 'success' } });
  await post('waits', 'environment.push');
  await post('ignored', 'environment.backup');
  await log({ run: 'old', type: 'environment.push', outcome: 'succeeded', version: 1, hour: 1 });
  await log({ run: 'broken', type: 'environment.push', outcome: 'failed', version: 2, hour: 2 });
  await log({
    run: 'again',
    type: 'environment.merge',
    outcome: 'succeeded',
    version: 2,
    hour: 3,
    replay: 'r1',
  });
});

afterAll(() => t[Symbol.asyncDispose]());

interface Entry {
  readonly run: string;
  readonly type: string;
  readonly outcome: string;
  readonly version: number;
  readonly hour: number;
  readonly replay?: string;
}

async function log({ run, type, outcome, version, hour, replay }: Entry): Promise<void> {
  const at = new Date(Date.UTC(2026, 0, 1, hour));
  await sql`
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      script_version, activity_id, activity_type, activity_state, activity_recorded_at, replayed_at, worker, replay_id,
      output, output_index, error_name, error_message, error_stack)
    values (${run}, 1, true, ${outcome}, 'p1', ${script}, 'script', ${version}, ${run}, ${type}, 'complete', ${at},
      ${replay === undefined ? null : at}, 'w', ${replay ?? null}, ${`first of ${run}\n${'x'.repeat(9000)}`},
      '[[0, "log", 10], [1, "log", 9000]]', ${outcome === 'failed' ? 'TypeError' : null}, 'no',
      'a long stack')`.execute(t.database);
}

async function ids(path: string): Promise<readonly string[]> {
  return (await t.call('GET', `${base}/${path}`)).list.map(({ id }) => id);
}

test.each([
  ['type=environment.merge', ['again']],
  ['type=environment.merge&type=environment.push&state=finished', ['again', 'broken', 'old']],
  ['version=2', ['again', 'broken']],
  ['replay=r1', ['again']],
  ['from=2026-01-01T02:00:00Z&to=2026-01-01T03:00:00Z', ['broken']],
  ['from=2026-01-01T02:00:00+00:00&state=finished', ['again', 'broken']],
  ['activity_state=pending', []],
  ['outcome=failed&version=1', []],
  ['integration=notify&version=1', ['old']],
])('runs are filtered by %s', async (filter, wanted) => {
  expect(await ids(`runs?${filter}`)).toEqual(wanted);
  expect(await ids(`run-summaries?${filter}`)).toEqual(wanted);
});

test('a pending run is found by its state', async () => {
  expect((await t.call('GET', `${base}/runs?state=pending`)).list.map(({ activity }) => activity)).toEqual([
    'waits',
  ]);
});

test('a summary has the first line of the output, and no stack', async () => {
  const answer = await t.call('GET', `${base}/run-summaries?outcome=failed`);
  expect(answer.text.length).toBeLessThan(2000);
  expect(answer.list[0]).toMatchObject({
    first_line: 'first of broken',
    output_lines: 2,
    error: { name: 'TypeError', message: 'no', line: null },
  });
  expect(answer.text).not.toContain('a long stack');
});

test('a page of summaries leads to the next', async () => {
  const first = await t.call('GET', `${base}/run-summaries?state=finished&count=2`);
  const [, next = ''] = /^<([^>]+)>/.exec(String(first.headers['link'])) ?? [];
  expect(await ids(`run-summaries${next}`)).toEqual(['old']);
});

test('what activities fired is counted by their ids', async () => {
  const { json } = await t.call(
    'GET',
    `${base}/activity-outcomes?activity=waits&activity=ignored&activity=none`,
  );
  expect(json).toEqual([
    {
      activity: 'waits',
      state: 'complete',
      ran: 0,
      failed: 0,
      pending: 1,
      skipped: expect.any(Number) as number,
    },
    {
      activity: 'ignored',
      state: 'complete',
      ran: 0,
      failed: 0,
      pending: 0,
      skipped: expect.any(Number) as number,
    },
  ]);
  await sql`update activity_log set activity_id = 'waits', activity_state = 'complete'
    where run_id in ('old', 'broken')`.execute(t.database);
  const [counted] = (await t.call('GET', `${base}/activity-outcomes?activity=waits`)).list;
  await sql`update activity_log set activity_id = run_id`.execute(t.database);
  expect(counted).toMatchObject({ ran: 2, failed: 1, pending: 1 });
  expect((await t.call('GET', `${base}/activity-outcomes`)).json.detail).toHaveProperty('activity');
});

test('finished runs are summed up by integration, with their durations and their parts of the range', async () => {
  const range = 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';
  await sql`update activity_log set duration_ms = extract(hour from activity_recorded_at) * 100`.execute(
    t.database,
  );
  const parts = Array.from({ length: 24 }, (_, hour) => (hour >= 1 && hour <= 3 ? 1 : 0));
  expect((await t.call('GET', `${base}/run-sums?${range}`)).json).toMatchObject({
    integrations: [{ integration: script, runs: 3, failed: 1, p95_ms: 300, parts }],
  });
  expect((await t.call('GET', `${base}/run-sums?${range}&version=1&parts=2`)).json).toMatchObject({
    integrations: [{ runs: 1, failed: 0, p95_ms: 100, parts: [1, 0] }],
  });
  expect((await t.call('GET', `${base}/run-sums?outcome=crashed`)).json).toMatchObject({ integrations: [] });
  expect((await t.call('GET', '/api/projects/none/run-sums')).status).toBe(404);
});

test('runs are counted by what the filter matches, and over time', async () => {
  const range = 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';
  const all = await t.call('GET', `${base}/run-counts?${range}`);
  expect(all.json).toMatchObject({ total: 3 });
  expect(all.json).toHaveProperty('counts', [
    { by: 'integration', key: script, count: 3 },
    { by: 'outcome', key: 'succeeded', count: 2 },
    { by: 'outcome', key: 'failed', count: 1 },
    { by: 'type', key: 'environment.push', count: 2 },
    { by: 'type', key: 'environment.merge', count: 1 },
    { by: 'version', key: '2', count: 2 },
    { by: 'version', key: '1', count: 1 },
  ]);
  expect(all.json).toHaveProperty('buckets.0', {
    at: '2026-01-01T01:00:00.000000+00:00',
    outcome: 'succeeded',
    count: 1,
  });
  expect(
    (await t.call('GET', `${base}/run-counts?${range}&version=2&bucket_seconds=86400`)).json,
  ).toMatchObject({
    total: 2,
    buckets: [{ count: 1 }, { count: 1 }],
  });
  expect((await t.call('GET', `${base}/run-counts`)).json).toMatchObject({
    total: 1,
    counts: [{}, { by: 'outcome', key: 'pending', count: 1 }, {}, { by: 'version', key: null }],
  });
});

test.each([
  ['activities?fired=none', ['ignored']],
  ['activities?fired=some', ['waits']],
  ['activities?fired=failed', []],
  ['activities?id=wai', ['waits']],
  ['activities?id=w%25', []],
  ['activities?to=2026-01-01T00:00:00Z', []],
  ['activities?from=2026-01-01T00:00:00Z&type=environment.backup', ['ignored']],
])('%s answers what came of activities', async (path, wanted) => {
  expect(await ids(path)).toEqual(wanted);
});

test.each([
  ['runs?from=yesterday', 'from'],
  ['run-counts?from=2020-01-01T00:00:00Z&bucket_seconds=1', 'bucket_seconds'],
  ['activities?to=never', 'to'],
  ['activities?fired=all', 'fired'],
  ['run-summaries?version=0', 'version'],
])('%s is refused with the field', async (path, field) => {
  const answer = await t.call('GET', `${base}/${path}`);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(field);
});

test('a failed run makes its activity one of those that failed', async () => {
  await t.call('POST', `${base}/activities`, {
    body: { id: 'broken', type: 'environment.push', state: 'complete', result: 'success' },
  });
  expect(await ids('activities?fired=failed')).toEqual(['broken']);
});
