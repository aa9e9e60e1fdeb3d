import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
const path = '/api/projects/p1/activities';
const at = (minute: number) => `2026-01-01T10:${String(minute).padStart(2, '0')}:00.123456+00:00`;

beforeAll(async () => {
  t = await createTestApp();
  const post = (body: unknown) => t.call('POST', path, { body });
  await post({ id: 'push', type: 'environment.push', state: 'pending', created_at: at(1) });
  await post({
    id: 'cron',
    type: 'environment.cron',
    state: 'complete',
    result: 'failure',
    created_at: at(2),
  });
  await post({
    id: 'push',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    created_at: at(1),
    completed_at: at(9),
    log: 'one\n\nthree',
  });
  await post({ id: 'merge', type: 'environment.merge', state: 'in_progress', created_at: at(3) });
});
afterAll(() => t[Symbol.asyncDispose]());

const list = async (query: string) => (await t.call('GET', `${path}${query}`)).list.map(({ id }) => id);

test('activities are listed once each, in their latest state, newest first', async () => {
  expect(await list('')).toEqual(['merge', 'cron', 'push']);
  const all = await t.call('GET', path);
  expect(all.list[2]).toMatchObject({ id: 'push', state: 'complete' });
});

test('filters may be repeated', async () => {
  expect(await list('?type=environment.push&type=environment.cron')).toEqual(['cron', 'push']);
  expect(await list('?state=complete')).toEqual(['cron', 'push']);
  expect(await list('?state=pending')).toEqual([]);
  expect(await list('?result=success&state=complete')).toEqual(['push']);
});

test('the next page begins at created_at of the last item', async () => {
  expect(await list('?count=2')).toEqual(['merge', 'cron']);
  expect(await list(`?count=2&starts_at=${encodeURIComponent(at(2))}`)).toEqual(['cron', 'push']);
});

test.each(['count=0', 'count=101', 'count=x', 'state=done', 'starts_at=soon', 'type=%00', 'result=*'])(
  '%s is refused',
  async (query) => {
    const answer = await t.call('GET', `${path}?${query}`);
    expect(answer.json.code).toBe('invalid_request');
    expect(JSON.stringify(answer.json.detail)).toContain(query.split('=', 1)[0]);
  },
);

test('one activity is answered as it was posted, with links', async () => {
  const body = '{"id":"exact","type":"t","state":"complete","big":12345678901234567890}';
  await t.call('POST', path, { body });
  const answer = await t.call('GET', `${path}/exact`);
  expect(answer.text).toBe(
    `${body.slice(0, -1)},"_links":{"self":{"href":"${path}/exact"},"log":{"href":"${path}/exact/log"}}}`,
  );
});

test('links that the producer sent give way to ours', async () => {
  const body = {
    id: 'linked',
    type: 't',
    state: 'complete',
    _links: { self: { href: 'https://elsewhere' } },
  };
  await t.call('POST', path, { body });
  expect((await t.call('GET', `${path}/linked`)).json._links.self.href).toBe(`${path}/linked`);
});

test('an earlier state can be asked for', async () => {
  expect((await t.call('GET', `${path}/push`)).json.state).toBe('complete');
  expect((await t.call('GET', `${path}/push?state=pending`)).json.state).toBe('pending');
  expect((await t.call('GET', `${path}/push?state=cancelled`)).json.code).toBe('activity_not_found');
  expect((await t.call('GET', '/api/projects/nowhere/activities')).json.code).toBe('project_not_found');
});

test('the log of an activity is a stream of JSON lines with a seal', async () => {
  const items = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  const answer = await t.call('GET', `${path}/push/log`);
  const timestamp = '2026-01-01T10:09:00.123000+00:00';
  expect(items(answer.text)).toEqual([
    { _id: '0', data: { timestamp, message: 'one\n' } },
    { _id: '1', data: { timestamp, message: '\n' } },
    { _id: '2', data: { timestamp, message: 'three\n' } },
    { seal: true },
  ]);
  expect(
    items((await t.call('GET', `${path}/push/log?start_at=1&max_items=1&max_delay=-1`)).text),
  ).toHaveLength(1);
  expect(items((await t.call('GET', `${path}/push/log?start_at=2`)).text)).toHaveLength(2);
});

test('the log of an activity that goes on is followed without reading the activity again', async () => {
  const body = { id: 'long', type: 'environment.push', state: 'in_progress', log: 'begun' };
  await t.call('POST', path, { body });
  const answer = t.call('GET', `${path}/long/log?max_delay=-1`);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await sql`delete from activities where id = 'long'`.execute(t.database);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await t.call('POST', path, { body: { ...body, state: 'complete', log: 'begun\nended' } });
  const messages = (await answer).text.trim().split('\n');
  expect(messages.map((line) => (JSON.parse(line) as { data?: { message: string } }).data?.message)).toEqual([
    'begun\n',
    'ended\n',
    undefined,
  ]);
});

test('it is explained which integrations an activity fired in each of its states, and why not the others', async () => {
  const { json } = await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: ';' },
  });
  await t.call('POST', path, { body: { id: 'told', type: 'environment.push', state: 'pending' } });
  await t.call('POST', path, { body: { id: 'told', type: 'environment.push', state: 'complete' } });
  const answer = await t.call('GET', `${path}/told/explain`);
  const integration = json._embedded.entity.id;
  expect(answer.json).toMatchObject([
    { activity: { state: 'complete' }, matched: [{ integration }], skipped: [] },
    { activity: { state: 'pending' }, matched: [], skipped: [{ integration, reason: { field: 'states' } }] },
  ]);
});

test('an activity cannot be cancelled, in words that clients know', async () => {
  const answer = await t.call('POST', `${path}/push/cancel`);
  expect(answer.status).toBe(400);
  expect(answer.json.detail).toContain('cannot be cancelled in its current state');
});
