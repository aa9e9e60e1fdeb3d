import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimLane } from '../lanes/lease.ts';
import { readDueRuns } from '../runs/due.ts';
import { writeOperations } from '../runs/write-operations.ts';
import { cancelReplay } from './cancel.ts';
import { readReplays } from './progress.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['idle', 'busy']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** Runs by their lanes, as a replay makes them. */
async function addReplay(id: string, runs: Readonly<Record<string, string>>) {
  await sql`
    insert into replays (id, project_id, request, answer, requested_by)
    values (${id}, 'p', '{}', ${`{"count":{"runs":${Object.keys(runs).length}}}`}, 't')`.execute(
    ledger.database,
  );
  for (const [run, lane] of Object.entries(runs)) {
    await ledger.addRun(lane, run);
    await sql`
      update pending_runs set replay_id = ${id}, replayed_at = (select created_at from replays where id = ${id})
      where id = ${run}`.execute(ledger.database);
  }
}

const portion = { runs: 50, bytes: 1e9, longestRetryMs: 1e9 };
const due = (lane: string) => readDueRuns(ledger.database, lane, portion);
const progress = async (id: string) => {
  const [found] = (await readReplays(ledger.database, 'p', { id })).rows;
  const { runs, pending, succeeded, failed, cancelled } = found ?? {};
  return { runs, pending, succeeded, failed, cancelled };
};
const cancel = (id: string, project = 'p') => cancelReplay(ledger.database, { project, id, by: 'me' });

test('waiting runs are cancelled at once, retries too, where no attempt is under way', async () => {
  await addReplay('r1', { a: 'idle.0', b: 'idle.0', c: 'idle.1' });
  await ledger.addRun('idle.0', 'another');
  await sql`update pending_runs set due_at = now() + interval '8 hours' where id = 'c'`.execute(
    ledger.database,
  );
  const read = await claimLane(ledger.database, 'idle.0', 'test');
  expect(await progress('r1')).toEqual({ runs: 3, pending: 3, succeeded: 0, failed: 0, cancelled: 0 });
  expect(await cancel('r1')).toEqual(['idle.0', 'idle.1']);
  expect(await progress('r1')).toEqual({ runs: 3, pending: 0, succeeded: 0, failed: 0, cancelled: 3 });
  const [left] = await due('idle.0');
  expect(left).toMatchObject({ id: 'another', isCancelled: false });
  // A worker that had read them can settle nothing.
  const settle = { kind: 'settle' as const, lease: read, settlement: settlementOf(left ?? ({} as never)) };
  expect(await writeOperations(ledger.database, [settle])).toEqual(['fenced']);
  expect(await cancel('r1')).toEqual([]);
});

test('behind an attempt under way they are left to workers, and none begins', async () => {
  await addReplay('r2', { begun: 'busy.0', behind: 'busy.0', later: 'busy.0' });
  const lease = await claimLane(ledger.database, 'busy.0', 'test');
  const [first, second] = await due('busy.0');
  const begin = (seq = '') => ({ kind: 'begin' as const, lease, seq, attempt: 1, worker: 'test' });
  expect(await writeOperations(ledger.database, [begin(first?.seq)])).toEqual(['written']);
  await sql`update pending_runs set due_at = now() + interval '8 hours' where id = 'later'`.execute(
    ledger.database,
  );
  expect(await cancel('r2')).toEqual(['busy.0']);
  expect(await progress('r2')).toMatchObject({ pending: 3, cancelled: 0 });
  expect(await writeOperations(ledger.database, [begin(second?.seq)])).toEqual(['fenced']);
  if (first === undefined) throw new Error('nothing is due');
  const settle = { kind: 'settle' as const, lease, settlement: settlementOf(first) };
  expect(await writeOperations(ledger.database, [settle])).toEqual(['written']);
  const left = await due('busy.0');
  expect(left.map(({ id, isCancelled }) => [id, isCancelled])).toEqual([
    ['behind', true],
    ['later', true],
  ]);
  expect(await progress('r2')).toMatchObject({ pending: 2, succeeded: 1 });
});

test('a replay of another project is not found', async () => {
  await addReplay('r3', { theirs: 'idle.0' });
  expect(await cancel('r3', 'another')).toBeUndefined();
  expect(await progress('r3')).toMatchObject({ pending: 1 });
});

test('the view of analysts counts the same', async () => {
  const { rows } = await sql`
    select id, runs, pending, succeeded, failed, cancelled, cancelled_by from v1.replays order by id`.execute(
    ledger.database,
  );
  expect(rows).toEqual([
    { id: 'r1', runs: 3, pending: 0, succeeded: 0, failed: 0, cancelled: 3, cancelled_by: 'me' },
    { id: 'r2', runs: 3, pending: 2, succeeded: 1, failed: 0, cancelled: 0, cancelled_by: 'me' },
    { id: 'r3', runs: 1, pending: 1, succeeded: 0, failed: 0, cancelled: 0, cancelled_by: null },
  ]);
});
