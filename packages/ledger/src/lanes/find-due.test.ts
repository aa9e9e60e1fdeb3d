import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { readDueRuns } from '../runs/due.ts';
import { findDueLanes, type Search } from './find-due.ts';
import { claimLane } from './lease.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(2);
  await ledger.addIntegrations(['i', 'other']);
});

beforeEach(async () => {
  await ledger.database.deleteFrom('pending_runs').execute();
  await ledger.database.deleteFrom('lanes').execute();
});

afterAll(() => ledger[Symbol.asyncDispose]());

async function addRuns(...lanes: readonly string[]): Promise<void> {
  for (const lane of lanes)
    for (const id of ['x', 'y']) await ledger.addRun(lane, `${lane} ${id} ${Math.random()}`);
}

async function find(search: Partial<Search> = {}): Promise<readonly string[] | undefined> {
  return await findDueLanes(ledger.database, { longestRetryMs: LONGEST_RETRY_MS, ...search });
}

async function setClaimedAt(claimedAt: Date): Promise<void> {
  await ledger.database.updateTable('lanes').set({ claimed_at: claimedAt }).execute();
}

test('a search begins behind a lane, and goes on from the first one when it has come to the last', async () => {
  await addRuns('a.0', 'b.0', 'c.0', 'd.0');
  expect(await find({ max: 3 })).toEqual(['a.0', 'b.0', 'c.0']);
  expect(await find({ after: 'b.0', max: 2 })).toEqual(['c.0', 'd.0']);
  expect(await find({ after: 'c.0', max: 3 })).toEqual(['d.0', 'a.0', 'b.0']);
});

test('a search finds each lane once, wherever it begins', async () => {
  await addRuns('a.0', 'b.0', 'c.0');
  for (const after of ['', 'a.0', 'a.5', 'c.0', 'z'])
    expect((await find({ after }))?.toSorted()).toEqual(['a.0', 'b.0', 'c.0']);
});

test('a lane whose runs wait for a later time is not found', async () => {
  await addRuns('i.0');
  await ledger.database
    .updateTable('pending_runs')
    .set({ due_at: new Date(Date.now() + 60_000) })
    .execute();
  expect(await find()).toEqual([]);
});

test('a lane whose runs lie further ahead than any retry may is found: the clock was turned back', async () => {
  await addRuns('i.0');
  const dueIn = async (ms: number) => {
    const due_at = sql<Date>`now() + ${ms} * interval '1 ms'`;
    await ledger.database.updateTable('pending_runs').set({ due_at }).execute();
    const portion = { runs: 10, bytes: 1000, longestRetryMs: 60_000 };
    const due = await readDueRuns(ledger.database, 'i.0', portion);
    return [await find({ longestRetryMs: 60_000 }), due.length];
  };
  expect(await dueIn(30_000)).toEqual([[], 0]);
  expect(await dueIn(90_000)).toEqual([['i.0'], 2]);
  expect(await dueIn(365 * 86_400_000)).toEqual([['i.0'], 2]);
});

test('a lane that was claimed a moment ago is not found', async () => {
  await addRuns('i.0', 'other.0');
  for (const lane of ['i.0', 'other.0']) await claimLane(ledger.database, lane, 'test');
  await setClaimedAt(new Date(0));
  expect(await find()).toEqual(['i.0', 'other.0']);
  await claimLane(ledger.database, 'i.0', 'test');
  expect(await find()).toEqual(['other.0']);
});

test('a claim in the future, as after a clock was set back, hides no lane', async () => {
  await addRuns('i.0');
  await claimLane(ledger.database, 'i.0', 'test');
  await setClaimedAt(new Date(Date.now() + 3_600_000));
  expect(await find()).toEqual(['i.0']);
});

test('only one worker searches at a time', async () => {
  await addRuns('i.0');
  const searching = await ledger.database.startTransaction().execute();
  await sql`select pg_advisory_xact_lock(7370001)`.execute(searching);
  const found = await find();
  await searching.rollback().execute();
  expect(found).toBeUndefined();
  expect(await find()).toEqual(['i.0']);
});

test('lanes of a paused integration are not found, and have no due runs, until it is resumed or deleted', async () => {
  await addRuns('i.0', 'i.1', 'other.0');
  const change = async (columns: object) => {
    await ledger.database.updateTable('integrations').set(columns).where('id', '=', 'i').execute();
    const due = await readDueRuns(ledger.database, 'i.0', {
      runs: 10,
      bytes: 1000,
      longestRetryMs: LONGEST_RETRY_MS,
    });
    return { lanes: await find(), due: due.length };
  };

  const all = { lanes: ['i.0', 'i.1', 'other.0'], due: 2 };
  const paused = { paused_at: sql`now()`, paused_by: 'upshot' };
  expect(await change({ paused_at: null })).toEqual(all);
  expect(await change(paused)).toEqual({ lanes: ['other.0'], due: 0 });
  expect(await change({ paused_at: null, paused_by: null })).toEqual(all);
  await change(paused);
  expect(await change({ deleted_at: sql`now()` })).toEqual(all);
});
