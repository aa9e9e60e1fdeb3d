import { claimLane } from '@upshot/ledger/lanes/lease';
import { reportWorker } from '@upshot/ledger/workers/write';
import { idleLoad, idleReport } from '@upshot/testing/worker-report';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  for (const project of ['p1', 'p2']) await addWaiting(project);
});
afterAll(() => t[Symbol.asyncDispose]());

/** Adds a project with four scripts, each with a due run; the first one waits longest. */
async function addWaiting(project: string): Promise<void> {
  const base = `/api/projects/${project}`;
  await t.call('PUT', base, { body: { title: project } });
  for (const number of [1, 2, 3, 4]) {
    const name = `${project}-${number}`;
    await t.call('POST', `${base}/integrations`, {
      body: { type: 'script', script: '0', events: ['*'], name },
    });
  }
  const activity = { id: 'a', type: 'environment.push', state: 'complete' };
  await t.call('POST', `${base}/activities`, { body: activity });
  const age = sql<Date>`now() - (10 - right(name, 1)::int) * interval '1 minute'`;
  await sql`update pending_runs p set activity_recorded_at = (select ${age} from integrations where id = integration_id)
    where project_id = ${project}`.execute(t.database);
}

interface Lane {
  readonly id: string;
  readonly integration_name: string;
  readonly state: string;
}

const list = async (query: string) =>
  (await t.call('GET', `/api/lanes${query}`)).list as unknown as readonly Lane[];
const names = (lanes: readonly Lane[]) => lanes.map(({ integration_name }) => integration_name);

test('lanes with due runs are listed by age, with who works on them, has parked or paused them', async () => {
  const [first, second] = await list('?project=p1');
  const ids = (await list('?project=p1')).map(({ id }) => id);
  await reportWorker(t.database, {
    ...idleReport,
    id: 'w',
    version: '1',
    startedMsAgo: 0,
    claimedMsAgo: 0,
    load: { ...idleLoad, activeLanes: [first?.id ?? ''], parkedLanes: [second?.id ?? ''] },
  });
  await claimLane(t.database, first?.id ?? '', 'w');
  await t.call('POST', `/api/projects/p1/integrations/p1-3/pause`);
  expect(await list('?project=p1')).toMatchObject([
    {
      id: ids[0],
      project: 'p1',
      type: 'script',
      integration_name: 'p1-1',
      state: 'active',
      worker: 'w',
      claimed_by: 'w',
    },
    { integration_name: 'p1-2', state: 'parked', worker: 'w', claimed_at: null, claimed_by: null },
    { integration_name: 'p1-3', state: 'paused', worker: null },
    { integration_name: 'p1-4', state: 'waiting', worker: null },
  ]);
  await t.database
    .updateTable('workers')
    .set({ seen_at: new Date(0) })
    .execute();
  expect(await list('?project=p1')).toMatchObject([
    { state: 'waiting', worker: null, claimed_by: 'w' },
    {},
    {},
    {},
  ]);
});

test('pages hold each lane once', async () => {
  const seen: string[] = [];
  let next: string | undefined = '?count=3';
  while (next !== undefined) {
    const answer = await t.call('GET', `/api/lanes${next}`);
    seen.push(...names(answer.list as unknown as readonly Lane[]));
    next = /<([^>]*)>/.exec((answer.headers['link'] as string | undefined) ?? '')?.[1];
  }
  expect(seen.toSorted()).toEqual(['p1-1', 'p1-2', 'p1-3', 'p1-4', 'p2-1', 'p2-2', 'p2-3', 'p2-4']);
  expect(seen.slice(0, 2).toSorted()).toEqual(['p1-1', 'p2-1']);
});

test('lanes whose retry is not due yet are left out', async () => {
  await sql`update pending_runs set due_at = now() + interval '1 hour' where project_id = 'p2'`.execute(
    t.database,
  );
  expect(await list('?project=p2')).toEqual([]);
});

test('a cursor that is none, and a token of one project, are refused', async () => {
  expect((await t.call('GET', '/api/lanes?cursor=x')).json).toMatchObject({ code: 'invalid_request' });
  expect((await t.call('GET', '/api/lanes', { token: await t.mintToken('read', null) })).status).toBe(200);
  expect((await t.call('GET', '/api/lanes', { token: await t.mintToken('read', 'p1') })).status).toBe(403);
});
