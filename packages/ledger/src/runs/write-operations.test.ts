import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { claimLane, type LaneLease } from '../lanes/lease.ts';
import { readStorage } from '../storage/read.ts';
import { readDueRuns } from './due.ts';
import type { DueRun } from './due-run.ts';
import type { Settlement, StorageWrites } from './settlement.ts';
import { writeOperations } from './write-operations.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['i']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

async function settle(lease: LaneLease, settlements: readonly Settlement[]): Promise<void> {
  const operations = settlements.map((settlement) => ({ kind: 'settle' as const, lease, settlement }));
  expect(await writeOperations(ledger.database, operations)).toEqual(operations.map(() => 'written'));
}

async function readRun(lane: string, id: string): Promise<DueRun | undefined> {
  const runs = await readDueRuns(ledger.database, lane, {
    runs: 1000,
    bytes: 1_000_000,
    longestRetryMs: LONGEST_RETRY_MS,
  });
  return runs.find((run) => run.id === id);
}

const writes = (values: Readonly<Record<string, string | null>>, clear = false): StorageWrites => ({
  clear,
  values: new Map(Object.entries(values)),
});

test('the count of interruptions never shrinks', async () => {
  const run = await ledger.addRun('i.0', 'interrupted');
  const lease = await claimLane(ledger.database, 'i.0', 'test');
  const outcomes: Partial<Settlement>[] = [
    { attempt: 1, outcome: 'interrupted', interruptions: 2 },
    { attempt: 2, outcome: 'failed' },
    { attempt: 3, outcome: 'interrupted', interruptions: 1 },
  ];
  for (const outcome of outcomes) {
    await settle(lease, [settlementOf(run, { ...outcome, retryAfterMs: 0 })]);
    expect(await readRun('i.0', 'interrupted')).toMatchObject({
      attempt: outcome.attempt,
      interruptions: 2,
      wasInterrupted: false,
    });
  }
});

test('clear undoes what an earlier run of the batch has set', async () => {
  const runs = [];
  for (const id of ['sets', 'clears', 'sets again']) runs.push(await ledger.addRun('i.0', id));
  const lease = await claimLane(ledger.database, 'i.0', 'test');
  const storages = [writes({ a: '1', b: '1' }), writes({ c: '2' }, true), writes({ b: '3', gone: null })];
  await settle(
    lease,
    runs.map((run, index) => settlementOf(run, { storage: storages[index] })),
  );
  expect(await readStorage(ledger.database, 'i')).toEqual(
    new Map([
      ['b', '3'],
      ['c', '2'],
    ]),
  );
});

test('clear empties the storage of its own integration only', async () => {
  await ledger.addIntegrations(['mine', 'yours']);
  const mine = await ledger.addRun('mine.0', 'mine');
  const yours = await ledger.addRun('yours.0', 'yours');
  const [myLease, yourLease] = [
    await claimLane(ledger.database, 'mine.0', 'test'),
    await claimLane(ledger.database, 'yours.0', 'test'),
  ];
  await writeOperations(ledger.database, [
    { kind: 'settle', lease: yourLease, settlement: settlementOf(yours, { storage: writes({ a: '1' }) }) },
    { kind: 'settle', lease: myLease, settlement: settlementOf(mine, { storage: writes({ b: '2' }, true) }) },
  ]);
  expect([...(await readStorage(ledger.database, 'mine'))]).toEqual([['b', '2']]);
  expect([...(await readStorage(ledger.database, 'yours'))]).toEqual([['a', '1']]);
});

test('storage is not written when its run was settled before', async () => {
  const run = await ledger.addRun('i.0', 'twice');
  const lease = await claimLane(ledger.database, 'i.0', 'test');
  await settle(lease, [settlementOf(run, { storage: writes({ twice: '1' }) })]);
  await settle(lease, [settlementOf(run, { storage: writes({ twice: '2' }) })]);
  expect((await readStorage(ledger.database, 'i')).get('twice')).toBe('1');
});

test('nothing of a batch is written when one of its writes fails', async () => {
  const good = await ledger.addRun('i.0', 'good');
  const bad = await ledger.addRun('i.0', 'bad');
  const lease = await claimLane(ledger.database, 'i.0', 'test');
  const settled = settle(lease, [
    settlementOf(good, { storage: writes({ atomic: '1' }) }),
    settlementOf(bad, { storage: writes({ atomic: '\0' }) }),
  ]);
  await expect(settled).rejects.toThrow('unsupported Unicode escape sequence');
  expect(await readRun('i.0', 'good')).toMatchObject({ attempt: 0 });
  expect((await readStorage(ledger.database, 'i')).has('atomic')).toBe(false);
  const logged = await ledger.database
    .selectFrom('activity_log')
    .select('run_id')
    .where('run_id', 'in', ['good', 'bad'])
    .execute();
  expect(logged).toEqual([]);
});
