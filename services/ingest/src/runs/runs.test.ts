import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let script: string;
let webhook: string;
const base = '/api/projects/p1';
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 10, 0, second));

beforeAll(async () => {
  t = await createTestApp();
  const create = async (body: unknown) =>
    (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity.id;
  script = await create({ type: 'script', script: ';', events: ['none'] });
  webhook = await create({ type: 'webhook', url: 'https://a.example', events: ['none'] });
  await log({ run_id: 'good', integration_id: script, activity_id: 'a1', second: 1 });
  await log({
    run_id: 'bad',
    integration_id: script,
    activity_id: 'a2',
    second: 2,
    requests: JSON.stringify([
      [1.5, 'POST', 'https://a.example/x', 204, 20.1, 3, 0],
      [30, 'GET', 'https://b.example/', 'could not connect to b.example:443', 5, 0, null],
      [40, 'GET', 'https://c.example/', null, null, 0, null],
    ]),
    outcome: 'failed',
    error_name: 'TypeError',
    error_message: 'x is undefined',
    error_line: 3,
    error_column: 7,
  });
  await log({
    run_id: 'retried',
    integration_id: webhook,
    activity_id: 'a1',
    second: 3,
    outcome: 'failed',
    is_final: false,
    http_status: 500,
  });
  await pend({
    id: 'retried',
    integration_id: webhook,
    activity_id: 'a1',
    second: 3,
    attempt: 1,
    due_at: at(60),
  });
  await pend({ id: 'waiting', integration_id: script, activity_id: 'a10', second: 4 });
  await pend({
    id: 'begun',
    integration_id: script,
    activity_id: 'a4',
    second: 5,
    attempt: 1,
    begun_at: at(6),
  });
});
afterAll(() => t[Symbol.asyncDispose]());

async function log({ second, ...more }: { second: number } & Record<string, unknown>): Promise<void> {
  const type = more['integration_id'] === script ? 'script' : 'webhook';
  const row = {
    attempt: 1,
    is_final: true,
    outcome: 'succeeded',
    project_id: 'p1',
    integration_type: type,
    activity_type: 'environment.push',
    activity_state: 'complete',
    activity_recorded_at: at(second),
    started_at: at(second),
    logged_at: at(second + 1),
    duration_ms: 12.5,
    cpu_ms: 3,
    fetches: 0,
    isolation: 'warm',
    output: 'one\ntwo\nlines\n',
    output_index: JSON.stringify([
      [1, 'log', 3],
      [2, 'warn', 9],
      [4, 'log', 0],
    ]),
    trace_id: 'ab'.repeat(16),
    worker: 'w1',
    ...more,
  };
  await t.database
    .insertInto('activity_log')
    .values(row as never)
    .execute();
}

async function pend({ second, ...more }: { second: number } & Record<string, unknown>): Promise<void> {
  const id = String(more['integration_id']);
  const row = {
    project_id: 'p1',
    lane: `${id}.0`,
    activity_seq: '1',
    activity_recorded_at: at(second),
    activity_type: 'environment.push',
    activity_state: 'complete',
    activity_bytes: 10,
    due_at: '-infinity',
    traceparent: `00-${'cd'.repeat(16)}-${'ef'.repeat(8)}-01`,
    ...more,
  };
  await t.database
    .insertInto('pending_runs')
    .values(row as never)
    .execute();
}

const ids = async (path: string) => (await t.call('GET', `${base}${path}`)).list.map(({ id }) => id);

test('runs are listed newest first, pending and finished together', async () => {
  expect(await ids('/runs')).toEqual(['begun', 'waiting', 'retried', 'bad', 'good']);
  expect(await ids('/runs?count=2')).toEqual(['begun', 'waiting']);
});

test('runs are found by exactly their activity, by integration and by outcome', async () => {
  expect(await ids('/runs?activity=a1')).toEqual(['retried', 'good']);
  expect(await ids(`/runs?integration=${webhook}`)).toEqual(['retried']);
  expect(await ids('/runs?outcome=failed&outcome=succeeded')).toEqual(['bad', 'good']);
  expect(await ids('/runs?outcome=crashed')).toEqual([]);
  expect((await t.call('GET', `${base}/runs?outcome=bogus`)).json.detail).toHaveProperty('outcome[0]');
  expect((await t.call('GET', '/api/projects/nowhere/runs')).json.code).toBe('project_not_found');
});

test('a producer reads the outcome of a run that its receipt names, and no more of it', async () => {
  const token = await t.mintToken('producer', 'p1');
  const { json } = await t.call('GET', `${base}/runs/bad/outcome`, { token });
  expect(json).toEqual({
    id: 'bad',
    integration: script,
    integration_name: 'script',
    state: 'finished',
    outcome: 'failed',
  });
  expect((await t.call('GET', `${base}/runs/waiting/outcome`, { token })).json).toMatchObject({
    state: 'pending',
    outcome: null,
  });
  for (const path of ['/runs', '/runs/bad', '/runs/bad/log'])
    expect((await t.call('GET', `${base}${path}`, { token })).status).toBe(403);
  expect((await t.call('GET', '/api/projects/p2/runs/bad/outcome', { token })).status).toBe(403);
  expect((await t.call('GET', '/api/event-types/environment.push', { token })).status).toBe(200);
});

test('a finished run says how it ended', async () => {
  const { json } = await t.call('GET', `${base}/runs/bad`);
  expect(json).toMatchObject({
    id: 'bad',
    integration: script,
    integration_type: 'script',
    activity: 'a2',
    state: 'finished',
    attempt: 1,
    outcome: 'failed',
    error: { name: 'TypeError', message: 'x is undefined', line: 3, column: 7 },
    started_at: '2026-01-01T10:00:02.000000+00:00',
    duration_ms: 12.5,
    worker: 'w1',
    attempts: [{ attempt: 1, outcome: 'failed' }],
  });
});

test('an attempt has its requests, and a run those of its latest attempt', async () => {
  const { json } = await t.call('GET', `${base}/runs/bad`);
  const sent = { status: null, error: null, duration_ms: null, bytes_out: 0, bytes_in: null };
  const requests = [
    {
      at_ms: 1.5,
      method: 'POST',
      url: 'https://a.example/x',
      status: 204,
      error: null,
      duration_ms: 20.1,
      bytes_out: 3,
      bytes_in: 0,
    },
    {
      ...sent,
      at_ms: 30,
      method: 'GET',
      url: 'https://b.example/',
      duration_ms: 5,
      error: 'could not connect to b.example:443',
    },
    { ...sent, at_ms: 40, method: 'GET', url: 'https://c.example/' },
  ];
  expect(json).toMatchObject({ requests, attempts: [{ requests }] });
  for (const path of ['good', 'waiting'])
    expect((await t.call('GET', `${base}/runs/${path}`)).json).toMatchObject({ requests: null });
  expect((await t.call('GET', `${base}/runs`)).list[0]).not.toHaveProperty('requests');
});

test('the attempts of an activity are listed with their times and requests, those of replays are not', async () => {
  await log({ run_id: 'again', integration_id: script, activity_id: 'a2', second: 9, replay_id: 'x' });
  const { list } = await t.call('GET', `${base}/activities/a2/attempts?state=complete`);
  expect(list).toMatchObject([
    {
      run: 'bad',
      integration: script,
      integration_name: 'script',
      attempt: 1,
      outcome: 'failed',
      started_at: '2026-01-01T10:00:02.000000+00:00',
      logged_at: '2026-01-01T10:00:03.000000+00:00',
      requests: [{ status: 204 }, { status: null }, { status: null }],
    },
  ]);
  expect((await t.call('GET', `${base}/activities/a2/attempts?state=pending`)).list).toEqual([]);
  await t.database.deleteFrom('activity_log').where('run_id', '=', 'again').execute();
});

test('a run that waits for its next attempt says when, and how the last one ended', async () => {
  const { json } = await t.call('GET', `${base}/runs/retried`);
  expect(json).toMatchObject({
    state: 'pending',
    attempt: 1,
    outcome: 'failed',
    http_status: 500,
    next_attempt_at: '2026-01-01T10:01:00.000000+00:00',
    attempts: [{ attempt: 1, http_status: 500 }],
  });
});

test('a run that was not tried yet knows its trace already', async () => {
  const { json } = await t.call('GET', `${base}/runs/waiting`);
  expect(json).toMatchObject({
    state: 'pending',
    attempt: 0,
    outcome: null,
    trace_id: 'cd'.repeat(16),
    attempts: [],
    next_attempt_at: null,
  });
});

test('the log of a run is rebuilt line by line, with the error at its end', async () => {
  const { text } = await t.call('GET', `${base}/runs/bad/log`);
  const items = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { _id?: string; data?: { message: string } });
  expect(items.map((item) => item.data?.message)).toEqual([
    'one\n',
    'two\nlines\n',
    '\n',
    'TypeError: x is undefined (line 3, column 7)\n',
    undefined,
  ]);
  expect(items[1]).toMatchObject({ _id: '1.1', data: { timestamp: '2026-01-01T10:00:02.002000+00:00' } });
  expect(items.at(-1)).toEqual({ seal: true });
  expect((await t.call('GET', `${base}/runs/waiting/log`)).text).toBe('');
  expect((await t.call('GET', `${base}/runs/bad/log?start_at=4`)).text).toBe('{"seal":true}\n');
});

test('the runs of an integration are activities of it, as in the original', async () => {
  const path = `/integrations/${script}/activities`;
  expect(await ids(path)).toEqual(['begun', 'waiting', 'bad', 'good']);
  expect(await ids(`${path}?state=pending&state=in_progress`)).toEqual(['begun', 'waiting']);
  expect(await ids(`${path}?state=complete&result=failure`)).toEqual(['bad']);
  expect(await ids(`${path}?type=integration.webhook`)).toEqual([]);
  const { json } = await t.call('GET', `${base}${path}/bad`);
  expect(json).toMatchObject({
    id: 'bad',
    type: 'integration.script',
    state: 'complete',
    result: 'failure',
    text: 'Running activity script',
    timings: { execute: 0.013 },
    payload: { activity: 'a2', outcome: 'failed' },
    completion_percent: 100,
    log: 'one\ntwo\nlines\n',
    _links: { log: { href: `${base}${path}/bad/log` } },
  });
  expect((await t.call('GET', `${base}${path}/begun`)).json).toMatchObject({
    state: 'in_progress',
    result: null,
    log: null,
  });
  expect((await t.call('GET', `${base}${path}/bad/log`)).text).toContain('{"seal":true}');
  expect((await t.call('POST', `${base}${path}/bad/cancel`)).json.code).toBe('not_cancellable');
});

test('runs belong to their project and integration', async () => {
  expect((await t.call('GET', `${base}/runs/nothing`)).json.code).toBe('run_not_found');
  expect((await t.call('GET', `${base}/integrations/${webhook}/activities/bad`)).json.code).toBe(
    'activity_not_found',
  );
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  expect((await t.call('GET', '/api/projects/p2/runs/bad')).json.code).toBe('run_not_found');
});
