import { settleRuns } from '@upshot/testing/settle-runs';
import { eventually } from '@upshot/testing/eventually';
import { watchStream, type StreamWatcher } from '@upshot/testing/watch-stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, testAdminToken, type TestApp } from '../testing/test-app.ts';

let app: TestApp;
let base: string;
let integration: string;

beforeAll(async () => {
  app = await createTestApp();
  await app.database.insertInto('projects').values({ id: 'p2', title: 'Two' }).execute();
  const { json } = await app.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', name: 'chat', script: 'console.log(1)', events: ['environment.push'] },
  });
  integration = json._embedded.entity.id;
  base = `${await app.app.listen({ port: 0, host: '127.0.0.1' })}/api/projects/p1/stream`;
});

afterAll(() => app[Symbol.asyncDispose]());

async function post(id: string, over: object = {}): Promise<void> {
  const activity = {
    id,
    project: 'p1',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    ...over,
  };
  const { status } = await app.call('POST', '/api/projects/p1/activities', {
    body: { environments: ['main'], payload: {}, parameters: {}, ...activity },
  });
  expect(status).toBe(202);
}

async function addRuns(project: string, count: number): Promise<void> {
  await sql`
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      activity_id, activity_type, activity_state, activity_recorded_at, worker)
    select 'bulk' || n, 1, true, 'succeeded', ${project}, 'i', 'script', 'a' || n, 't', 'complete', now(), 'w'
    from generate_series(1, ${count}::int) n`.execute(app.database);
}

function namesOf({ events }: StreamWatcher): readonly string[] {
  return events.map(
    ({ event, data }) => `${event} ${String(data['activity'] ?? data['name'] ?? data['id'])}`,
  );
}

async function watch(query = ''): Promise<StreamWatcher> {
  const watcher = watchStream(`${base}${query}`, { token: testAdminToken });
  await watcher.connected;
  return watcher;
}

describe('the stream of a project', () => {
  it('tells of activities, outcomes and integrations, to each as it asked', async () => {
    await using all = await watch();
    await using failed = await watch('?outcome=failed&type=environment.*&environment=ma*');
    await using others = await watch('?type=environment.branch');
    await using own = await watch('?integration=chat&event=run&event=integration');
    await post('one');
    await settleRuns(app.databaseUrl, integration);
    await post('two');
    const error = { name: 'TypeError', message: 'x is not a function' };
    await settleRuns(app.databaseUrl, integration, { outcome: 'failed', error });
    await app.call('POST', `/api/projects/p1/integrations/${integration}/pause`, {
      body: { reason: 'tired' },
    });
    await eventually(() => expect(namesOf(all)).toHaveLength(5));
    expect(namesOf(all)).toEqual(['activity one', 'run one', 'activity two', 'run two', 'integration chat']);
    await eventually(() => expect(namesOf(own)).toEqual(['run one', 'run two', 'integration chat']));
    await eventually(() => expect(namesOf(failed)).toEqual(['run two']));
    expect(failed.events[0]?.data).toMatchObject({
      integration_name: 'chat',
      outcome: 'failed',
      state: 'finished',
      environments: ['main'],
      error: { name: 'TypeError', message: 'x is not a function' },
    });
    expect(all.events[0]?.data).toMatchObject({ environments: ['main'], matched: 1, skipped: 0 });
    expect(all.events[4]?.data).toMatchObject({ paused_reason: 'tired' });
    expect(namesOf(others)).toEqual([]);
    await app.call('POST', `/api/projects/p1/integrations/${integration}/resume`);
  });

  it('goes on behind the last id, and begins in the past', async () => {
    await using past = await watch('?since=-10m&event=activity');
    await eventually(() => expect(namesOf(past)).toEqual(['activity one', 'activity two']));
    const [one] = past.events;
    await using later = await watch(`?event=activity&cursor=${one?.id}`);
    await eventually(() => expect(namesOf(later)).toEqual(['activity two']));
    await post('three');
    for (const watcher of [past, later])
      await eventually(() => expect(namesOf(watcher).at(-1)).toBe('activity three'));
  });

  it('sends those who are there more than one reading has', async () => {
    await using watcher = await watch('?event=run');
    await addRuns('p1', 1000);
    await eventually(() => expect(watcher.events).toHaveLength(1000));
    expect(new Set(watcher.events.map(({ data }) => data['id'])).size).toBe(1000);
  });

  it('says how much it passed over, when a client comes back to more than 10,000 events', async () => {
    await addRuns('p2', 10_100);
    await using back = watchStream(`${base.replace('p1', 'p2')}?since=-10m&activity=a10100`, {
      token: testAdminToken,
    });
    await eventually(() => expect(back.events).toHaveLength(2));
    expect(back.events).toMatchObject([
      { event: 'gap', data: { count: 100 } },
      { event: 'run', data: { id: 'bulk10100' } },
    ]);
  });

  it('says so, when it does not know the last id', async () => {
    const unknown = `${10n ** 17n}.0.0.${Date.now()}`;
    await using watcher = await watch(`?cursor=${unknown}`);
    expect(watcher.events).toMatchObject([{ event: 'gap', data: { count: null } }]);
  });

  it.each([
    ['?since=yesterday', 'since'],
    ['?since=-30d', 'since'],
    ['?since=-25h', 'since'],
    ['?cursor=none', 'cursor'],
    ['?outcome=fine', 'outcome'],
    ['?typ=environment.push', 'typ'],
  ])('refuses %s', async (query, field) => {
    const { status, json } = await app.call('GET', `/api/projects/p1/stream${query}`);
    expect({ status, code: json.code, fields: Object.keys(json.detail).join() }).toEqual({
      status: 400,
      code: 'invalid_request',
      fields: expect.stringContaining(field) as string,
    });
  });

  it('is there for readers of the project alone', async () => {
    const other = await app.mintToken('read', 'p2');
    const producer = await app.mintToken('producer', 'p1');
    const path = '/api/projects/p1/stream';
    expect((await app.call('GET', path, { token: other })).status).toBe(403);
    expect((await app.call('GET', path, { token: producer })).status).toBe(403);
    expect((await app.call('GET', '/api/projects/none/stream')).status).toBe(404);
  });

  it('has 200 places, and refuses more with retry-after until one is given back', async () => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${testAdminToken}` };
    const open = () => fetch(base, { headers, signal: leaving.signal });
    const streams = await Promise.all(Array.from({ length: 200 }, open));
    expect(streams.every(({ ok }) => ok)).toBe(true);
    const refused = await app.call('GET', '/api/projects/p1/stream');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    leaving.abort();
    await eventually(async () => {
      const again = new AbortController();
      const { status } = await fetch(base, { headers, signal: again.signal });
      again.abort();
      expect(status).toBe(200);
    });
  });
});
