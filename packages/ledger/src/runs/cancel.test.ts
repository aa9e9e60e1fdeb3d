import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { claimLane } from '../lanes/lease.ts';
import { cancelRun } from './cancel.ts';
import { writeOperations } from './write-operations.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

async function outcomesOf(run: string): Promise<readonly string[]> {
  const entries = await ledger.database
    .selectFrom('activity_log')
    .select('outcome')
    .where('run_id', '=', run)
    .execute();
  return entries.map(({ outcome }) => outcome);
}

test('a waiting run is cancelled once, and its lane must be woken', async () => {
  await ledger.addIntegrations(['waiting']);
  await ledger.addRun('waiting.0', 'waiting');
  expect(await cancelRun(ledger.database, 'p', 'waiting')).toEqual({ lane: 'waiting.0' });
  expect(await cancelRun(ledger.database, 'p', 'waiting')).toBe('not_pending');
  expect(await outcomesOf('waiting')).toEqual(['cancelled']);
});

test('a run of another project is not found', async () => {
  await ledger.addIntegrations(['theirs']);
  await ledger.addRun('theirs.0', 'theirs');
  expect(await cancelRun(ledger.database, 'another', 'theirs')).toBe('not_pending');
  expect(await outcomesOf('theirs')).toEqual([]);
});

test('a worker that has read the run already can settle nothing of the lane', async () => {
  await ledger.addIntegrations(['read']);
  const run = await ledger.addRun('read.0', 'read');
  const next = await ledger.addRun('read.0', 'next');
  const lease = await claimLane(ledger.database, 'read.0', 'test');
  await cancelRun(ledger.database, 'p', 'read');
  const operations = [run, next].map((item) => ({
    kind: 'settle' as const,
    lease,
    settlement: settlementOf(item),
  }));
  expect(await writeOperations(ledger.database, operations)).toEqual(['fenced', 'fenced']);
  expect(await outcomesOf('read')).toEqual(['cancelled']);
});

test('nothing of a lane is cancelled while an attempt is under way', async () => {
  await ledger.addIntegrations(['busy']);
  const begun = await ledger.addRun('busy.0', 'begun');
  await ledger.addRun('busy.0', 'behind');
  const lease = await claimLane(ledger.database, 'busy.0', 'test');
  const begin = { kind: 'begin' as const, lease, seq: begun.seq, attempt: 1, worker: 'test' };
  expect(await writeOperations(ledger.database, [begin])).toEqual(['written']);
  expect(await cancelRun(ledger.database, 'p', 'begun')).toBe('begun');
  expect(await cancelRun(ledger.database, 'p', 'behind')).toBe('lane_busy');
  const settle = { kind: 'settle' as const, lease, settlement: settlementOf(begun) };
  expect(await writeOperations(ledger.database, [settle])).toEqual(['written']);
});
