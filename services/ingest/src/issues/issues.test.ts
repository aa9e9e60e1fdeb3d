import type { IssueState } from '@upshot/ledger/issues/list';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

interface IssueAnswer {
  readonly id: string;
  readonly state: IssueState;
  readonly reopened: boolean;
  readonly count: number;
  readonly pattern: string;
  readonly message: string;
  readonly last_run: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly started_with_version: number | null;
  readonly parts: readonly number[];
  readonly activities: readonly string[];
}

let t: TestApp;
let script: string;
let webhook: string;
const base = '/api/projects/p1';
const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000);

beforeAll(async () => {
  t = await createTestApp();
  const create = async (body: unknown) =>
    (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity.id;
  script = await create({ type: 'script', name: 'job', script: ';', events: ['none'] });
  webhook = await create({ type: 'webhook', url: 'https://a.example', events: ['none'] });
  await t.call('POST', `${base}/integrations/${script}/versions`, { body: { source: ';;' } });
  const id = '0193b8f2-7c1d-7aaa-8bbb-1234567890ab';
  await log(60, { run_id: 'zz', activity_id: 'a1', error_message: `user "Ann" has no id ${id}` });
  await log(30, { run_id: 'r2', activity_id: 'a2', error_message: `user "Bo" has no id 42` });
  await log(20, { run_id: 'r3', activity_id: 'a3', error_message: "can't read 'x.y' of user7, don't ask" });
  await log(10, { run_id: 'r4', activity_id: 'a4', error_message: 'user "Ann" has no id 42', error_line: 9 });
  const failed = { integration_id: webhook, integration_type: 'webhook', error_name: null, error_line: null };
  await log(9, { run_id: 'r5', activity_id: 'a1', ...failed, http_status: 503, error_message: 'status 503' });
  await log(8, { run_id: 'r6', activity_id: 'a2', ...failed, http_status: 404, error_message: 'status 404' });
  await log(7, {
    run_id: 'r7',
    activity_id: 'a5',
    outcome: 'succeeded',
    error_name: null,
    error_message: null,
  });
  await log(6, { run_id: 'r8', activity_id: 'a6', outcome: 'cancelled' });
  await log(5, { run_id: 'r9', activity_id: 'a7', is_final: false });
});
afterAll(() => t[Symbol.asyncDispose]());

async function log(minutes: number, more: Record<string, unknown>): Promise<void> {
  const row = {
    attempt: 1,
    is_final: true,
    outcome: 'failed',
    project_id: 'p1',
    integration_id: script,
    integration_type: 'script',
    script_version: 2,
    activity_type: 'environment.push',
    activity_state: 'complete',
    activity_recorded_at: ago(minutes),
    started_at: ago(minutes),
    logged_at: ago(minutes),
    error_name: 'TypeError',
    error_line: 3,
    worker: 'w1',
    ...more,
  };
  await t.database
    .insertInto('activity_log')
    .values(row as never)
    .execute();
}

const list = async (query = '') =>
  (await t.call('GET', `${base}/issues${query}`)).json as unknown as { issues: readonly IssueAnswer[] };
const readIssue = async (id: string) =>
  (await t.call('GET', `${base}/issues/${id}`)).json as unknown as IssueAnswer;
const setState = (id: string, state: string) => t.call('PATCH', `${base}/issues/${id}`, { body: { state } });

async function userIssue(): Promise<IssueAnswer> {
  const { issues } = await list(`?integration=job`);
  const found = issues.find(({ pattern, count }) => pattern === 'user "…" has no id #' && count > 1);
  if (found === undefined) throw new Error('the issue is not there');
  return found;
}

test('failures are grouped by integration, error, line, status, and message without its particulars', async () => {
  const { issues } = await list();
  expect(issues.map(({ last_run: run, count, pattern }) => [run, count, pattern])).toEqual([
    ['r6', 1, 'status #'],
    ['r5', 1, 'status #'],
    ['r4', 1, 'user "…" has no id #'],
    ['r3', 1, `can't read "…" of #, don't ask`],
    ['r2', 2, 'user "…" has no id #'],
  ]);
  expect(new Set(issues.map(({ id }) => id)).size).toBe(5);
});

test('an issue says how often, since when, since which version, and shows its last message', async () => {
  const issue = await userIssue();
  expect(issue).toMatchObject({
    count: 2,
    message: 'user "Bo" has no id 42',
    state: 'open',
    reopened: false,
    started_with_version: 2,
  });
  expect([Date.parse(issue.first_seen), Date.parse(issue.last_seen)]).toEqual([
    ago(60).getTime(),
    ago(30).getTime(),
  ]);
  expect([issue.parts.length, issue.parts.reduce((sum, part) => sum + part, 0)]).toEqual([24, 2]);
});

test('a range, an integration and a state narrow the list', async () => {
  const runs = async (query: string) => (await list(query)).issues.map(({ last_run: run }) => run);
  expect(await runs(`?from=${ago(25).toISOString()}&to=${ago(9.5).toISOString()}`)).toEqual(['r4', 'r3']);
  expect(await runs(`?integration=${webhook}&count=1`)).toEqual(['r6']);
  expect(await runs('?state=resolved&state=acknowledged')).toEqual([]);
});

test('what to replay is what failed so and has not succeeded since', async () => {
  const { id } = await userIssue();
  expect((await readIssue(id)).activities).toEqual(['a2', 'a1']);
  await log(1, { run_id: 'again', activity_id: 'a2', outcome: 'succeeded', error_name: null });
  expect((await readIssue(id)).activities).toEqual(['a1']);
});

test('of failures that were settled together, the one that was logged last is the last', async () => {
  const together = { error_message: 'settled together', error_line: 11 };
  for (const run of ['t3', 't1', 't2']) await log(4, { run_id: run, activity_id: `of-${run}`, ...together });
  const succeeded = { outcome: 'succeeded', error_name: null, error_message: null };
  await log(4, { run_id: 't4', activity_id: 'of-t3', ...succeeded });
  const issue = (await list()).issues.find(({ pattern }) => pattern === 'settled together');
  expect(issue).toMatchObject({ count: 3, last_run: 't2' });
  expect((await readIssue(issue?.id ?? '')).activities).toEqual(['of-t1', 'of-t2']);
});

test('an issue is acknowledged and resolved; it opens again by itself when a run fails so', async () => {
  const { id } = await userIssue();
  expect((await setState(id, 'acknowledged')).json).toMatchObject({
    id,
    state: 'acknowledged',
    reopened: false,
  });
  expect((await list('?state=acknowledged')).issues.map((issue) => issue.id)).toEqual([id]);
  expect((await setState(id, 'resolved')).json).toMatchObject({
    state: 'resolved',
    state_changed_by: 'bootstrap',
  });
  await log(-1, { run_id: 'r10', activity_id: 'a9', error_message: 'user "Cy" has no id 7' });
  const later = `?to=${ago(-2).toISOString()}`;
  const { issues } = await list(`${later}&state=open`);
  expect(issues.find((issue) => issue.id === id)).toMatchObject({ state: 'open', reopened: true, count: 3 });
  expect((await setState(id, 'open')).json).toMatchObject({ state: 'open', reopened: false });
});

test('what is wrong with a request is said', async () => {
  expect((await setState('0'.repeat(16), 'resolved')).json).toMatchObject({ code: 'issue_not_found' });
  expect((await setState((await userIssue()).id, 'done')).json.detail).toHaveProperty('state');
  expect((await t.call('GET', `${base}/issues?from=2026-01-02&to=2026-01-01`)).json.detail).toEqual({
    from: 'must be before to',
  });
  expect((await t.call('GET', '/api/projects/nowhere/issues')).json.code).toBe('project_not_found');
  const reader = await t.mintToken('read', 'p1');
  const body = { state: 'resolved' };
  const { id } = await userIssue();
  expect((await t.call('PATCH', `${base}/issues/${id}`, { body, token: reader })).status).toBe(403);
  const operator = await t.mintToken('operate', 'p1');
  expect((await t.call('PATCH', `${base}/issues/${id}`, { body, token: operator })).status).toBe(200);
});
