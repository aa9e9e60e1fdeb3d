import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { newId } from '@upshot/shared/id';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { readDueRuns } from '../runs/due.ts';
import type { Operation } from '../runs/operation.ts';
import { writeOperations } from '../runs/write-operations.ts';
import { claimLane, fenceLanes, type LaneLease } from './lease.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(6);
  await ledger.addIntegrations(['i']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** How many sessions wait for a lock. */
async function countWaiting(): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    ledger.database,
  );
  return rows.length;
}

/** The leases that are held: an attempt of a run that is not pending settles nothing, and tells. */
async function heldOf(leases: readonly LaneLease[]): Promise<readonly LaneLease[]> {
  const settlement = settlementOf(await ledger.addRun('unknown.0', newId()));
  const run = { ...settlement.run, seq: '0' };
  const operations = leases.map((lease) => ({
    kind: 'settle' as const,
    lease,
    settlement: { ...settlement, run },
  }));
  const written = await writeOperations(ledger.database, operations);
  return leases.filter((_, index) => written[index] === 'written');
}

test.each(['begin', 'settle'] as const)(
  'a claim that comes between the check of a lease and the commit waits for the commit (%s)',
  async (kind) => {
    const { database } = ledger;
    const lane = `${kind}.0`;
    await ledger.addIntegrations([kind]);
    const run = await ledger.addRun(lane, kind);
    const lease = await claimLane(database, lane, 'first');
    const operation: Operation =
      kind === 'begin'
        ? { kind, lease, seq: run.seq, attempt: 1, worker: 'first' }
        : { kind, lease, settlement: settlementOf(run) };

    const blocking = await database.startTransaction().execute();
    await blocking.selectFrom('pending_runs').select('id').where('id', '=', run.id).forUpdate().execute();
    const writing = writeOperations(database, [operation]);
    const claiming = eventually(async () => expect(await countWaiting()).toBe(1)).then(() =>
      claimLane(database, lane, 'second'),
    );
    const waiting = eventually(async () => expect(await countWaiting()).toBe(2));
    const first = await Promise.race([claiming.then(() => 'claimed'), waiting.then(() => 'waits')]);
    await blocking.rollback().execute();
    expect(first).toBe('waits');

    expect(await writing).toEqual(['written']);
    expect(await claiming).toEqual({ lane, fencingToken: String(Number(lease.fencingToken) + 1) });
    const due = await readDueRuns(database, lane, {
      runs: 10,
      bytes: 1000,
      longestRetryMs: LONGEST_RETRY_MS,
    });
    expect(due.map(({ attempt, wasInterrupted }) => [attempt, wasInterrupted])).toEqual(
      kind === 'begin' ? [[1, true]] : [],
    );
  },
);

test('a lease is held until the lane is claimed again or fenced', async () => {
  const { database } = ledger;
  const first = await claimLane(database, 'i.0', 'first');
  const other = await claimLane(database, 'i.1', 'first');
  expect(await heldOf([first, other])).toEqual([first, other]);
  const second = await claimLane(database, 'i.0', 'second');
  expect(await heldOf([first, second, other])).toEqual([second, other]);
  await database.transaction().execute((transaction) => fenceLanes(transaction, ['i.1']));
  expect(await heldOf([first, second, other])).toEqual([second]);
});

test('a lease on a lane that was never claimed is not held', async () => {
  expect(await heldOf([{ lane: 'unknown.0', fencingToken: '1' }])).toEqual([]);
});
