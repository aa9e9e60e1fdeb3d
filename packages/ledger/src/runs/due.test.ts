import type { Database } from '../connect.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectForTest, createTestDatabase, type TestDatabase } from '@upshot/testing/database';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { readDueRuns } from './due.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectForTest(testDatabase.url, { maxConnections: 1 });
});

afterAll(async () => {
  await database.destroy();
  await testDatabase[Symbol.asyncDispose]();
});

/** Adds a run to the lane, due so many seconds ago; one that never waited for a time when that is left out. */
async function addRun(lane: string, id: string, dueSecondsAgo?: number): Promise<void> {
  const due = dueSecondsAgo === undefined ? sql`'-infinity'` : sql`now() - ${dueSecondsAgo} * interval '1 s'`;
  await sql`
    insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
      activity_type, activity_state, activity_bytes, due_at)
    values (${`${lane} ${id}`}, 'p', 'i', ${lane}, 1, now(), 'a', 't', 'complete', 10, ${due})`.execute(
    database,
  );
}

async function readIds(lane: string, portion = { runs: 50, bytes: 1000 }): Promise<readonly string[]> {
  const runs = await readDueRuns(database, lane, { ...portion, longestRetryMs: LONGEST_RETRY_MS });
  return runs.map(({ id }) => id.split(' ')[1] ?? '');
}

it('lets retries that have come due take turns with the runs that wait, however many these are', async () => {
  for (const id of ['late', 'later']) await addRun('full.0', id, id === 'late' ? 20 : 10);
  await addRun('full.0', 'not-yet', -60);
  for (let index = 0; index < 60; index++) await addRun('full.0', `fresh${index}`);
  expect(await readIds('full.0', { runs: 5, bytes: 1000 })).toEqual([
    'late',
    'fresh0',
    'later',
    'fresh1',
    'fresh2',
  ]);
  expect((await readIds('full.0')).length).toBe(50);
});

it('lets fresh runs take turns with retries, however many these are', async () => {
  for (let index = 0; index < 60; index++) await addRun('failing.0', `retry${index}`, 100 - index);
  await addRun('failing.0', 'fresh');
  expect(await readIds('failing.0', { runs: 3, bytes: 1000 })).toEqual(['retry0', 'fresh', 'retry1']);
});

it('keeps the order of recording where nothing waits for a time', async () => {
  for (const id of ['a', 'b', 'c']) await addRun('ordered.0', id);
  expect(await readIds('ordered.0')).toEqual(['a', 'b', 'c']);
});

it('takes no more bytes than it is to, but always one run', async () => {
  await addRun('large.0', 'retry', 10);
  for (const id of ['a', 'b', 'c']) await addRun('large.0', id);
  expect(await readIds('large.0', { runs: 50, bytes: 25 })).toEqual(['retry', 'a', 'b']);
  expect(await readIds('large.0', { runs: 50, bytes: 1 })).toEqual(['retry']);
});
