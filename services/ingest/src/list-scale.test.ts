import { eventually } from '@upshot/testing/eventually';
import { fillLog } from '@upshot/testing/fill-log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from './testing/test-app.ts';

/** Of 2,000 activities. */
const ROWS = 20_000;

/** How many rows, and entries of indexes, a list may read. A list that walks the project reads ten times as many. */
const LIMIT = 1500;

let t: TestApp;
let id: string;
beforeAll(async () => {
  t = await createTestApp();
  for (let number = 0; number < 20; number += 1) {
    const body = { type: 'script', name: `script-${number}`, script: ';' };
    const { json } = await t.call('POST', '/api/projects/p1/integrations', { body });
    id = json._embedded.entity.id;
  }
  await fillLog(t.databaseUrl, { project: 'p1', rows: ROWS, days: 4 });
});
afterAll(() => t[Symbol.asyncDispose]());

/** What a session has read is known when it ends. */
async function countRead(): Promise<number> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(
    t.database,
  );
  await eventually(async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(
      t.database,
    );
    expect(rows).toEqual([]);
  });
  const { rows } = await sql<{ read: number }>`
    select (select sum(idx_tup_read) from pg_stat_user_indexes where relname ~ '^activit')::int
      + (select sum(seq_tup_read) from pg_stat_user_tables where relname ~ '^activit')::int as read`.execute(
    t.database,
  );
  return rows[0]?.read ?? Number.NaN;
}

test.each([
  ['runs', 'some'],
  ['runs?outcome=failed', 'some'],
  ['runs?outcome=out_of_memory', 'nothing'],
  ['runs?outcome=out_of_memory&outcome=crashed', 'nothing'],
  ['runs?state=pending', 'nothing'],
  ['runs?type=environment.backup', 'nothing'],
  ['runs?version=7', 'nothing'],
  ['runs?replay=none', 'nothing'],
  ['runs?activity=none', 'nothing'],
  ['runs?integration=:id', 'some'],
  ['runs?integration=:id&outcome=out_of_memory', 'nothing'],
  ['runs?integration=:id&state=pending', 'nothing'],
  ['run-summaries', 'some'],
  ['activities', 'some'],
  ['activities?type=environment.backup', 'nothing'],
  ['activities?result=failure', 'nothing'],
  ['activities?state=pending', 'nothing'],
  ['environments/main/activities', 'some'],
  ['environments/nowhere/activities', 'nothing'],
  ['integrations/:id/activities', 'some'],
  ['integrations/:id/activities?result=failure', 'some'],
  ['integrations/:id/activities?state=pending', 'nothing'],
  ['integrations/:id/activities?state=cancelled', 'nothing'],
])('GET %s reads little of a large log, and finds %s', async (path, found) => {
  const before = await countRead();
  const { status, list } = await t.call('GET', `/api/projects/p1/${path.replace(':id', id)}`);
  expect([status, list.length > 0 ? 'some' : 'nothing']).toEqual([200, found]);
  expect((await countRead()) - before).toBeLessThan(LIMIT);
});

test('issues read the failures, and the log no further', async () => {
  const before = await countRead();
  const { status, json } = await t.call('GET', '/api/projects/p1/issues');
  expect([status, (json as unknown as { issues: unknown[] }).issues.length]).toEqual([200, 21]);
  expect((await countRead()) - before).toBeLessThan(LIMIT);
});
