import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { writeOperations } from '../runs/write-operations.ts';
import { leaveLanes } from './leave.ts';
import { claimLane } from './lease.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

async function lanesOfRuns(integration: string): Promise<Readonly<Record<string, string>>> {
  const runs = await ledger.database
    .selectFrom('pending_runs')
    .select(['id', 'lane'])
    .where('integration_id', '=', integration)
    .execute();
  return Object.fromEntries(runs.map(({ id, lane }) => [id, lane]));
}

async function leave(integration: string, concurrency: number): Promise<void> {
  await ledger.database
    .transaction()
    .execute((transaction) => leaveLanes(transaction, integration, concurrency));
}

test('the runs of all lanes beyond the concurrency move to the first, those of other lanes stay', async () => {
  await ledger.addIntegrations(['i', 'other']);
  for (const lane of ['i.0', 'i.1', 'i.2', 'i.3', 'i.63', 'other.2']) await ledger.addRun(lane, lane);
  await leave('i', 2);
  expect(await lanesOfRuns('i')).toEqual({
    'i.0': 'i.0',
    'i.1': 'i.1',
    'i.2': 'i.0',
    'i.3': 'i.0',
    'i.63': 'i.0',
  });
  expect(await lanesOfRuns('other')).toEqual({ 'other.2': 'other.2' });
});

test('the holders of those lanes can settle nothing more, those of other lanes can', async () => {
  await ledger.addIntegrations(['held']);
  const operations = [];
  for (const lane of ['held.0', 'held.1', 'held.2']) {
    const run = await ledger.addRun(lane, lane);
    const lease = await claimLane(ledger.database, lane, 'test');
    operations.push({ kind: 'settle' as const, lease, settlement: settlementOf(run) });
  }
  await leave('held', 1);
  expect(await writeOperations(ledger.database, operations)).toEqual(['written', 'fenced', 'fenced']);
});
