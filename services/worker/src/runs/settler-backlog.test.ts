import { connectForTest } from '@upshot/testing/database';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import type { SettleOperation } from '@upshot/ledger/runs/operation';
import { claimLane } from '@upshot/ledger/lanes/lease';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordEvents } from '../testing/recorded-events.ts';
import { createSettler } from './settler.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['i']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** A settlement by a worker that has lost the lane: the ledger refuses it without reading it. */
async function lostSettlement(id: string, values: ReadonlyMap<string, string>): Promise<SettleOperation> {
  const run = await ledger.addRun('i.0', id);
  await claimLane(ledger.database, 'i.0', 'another worker');
  const lease = { lane: 'i.0', fencingToken: '0' };
  return { kind: 'settle', lease, settlement: settlementOf(run, { storage: { clear: false, values } }) };
}

it('is full while more than 32 MiB wait to be written, and not before or after', async () => {
  const { database } = ledger;
  const { events } = recordEvents();
  const settler = createSettler({ database, events, aborting: new AbortController().signal });
  const value = 'x'.repeat(16 * 1024 * 1024 - 1000);
  const operation = await lostSettlement('large', new Map([['k', value]]));
  const blocking = await database.startTransaction().execute();
  await blocking.selectFrom('lanes').select('id').where('id', '=', 'i.0').forUpdate().execute();

  const writing = [settler.write(operation), settler.write(operation)];
  const isFull = [settler.isFull];
  writing.push(settler.write(operation));
  isFull.push(settler.isFull);
  await blocking.rollback().execute();
  expect(isFull).toEqual([false, true]);
  expect(await Promise.all(writing)).toEqual(['fenced', 'fenced', 'fenced']);
  expect(settler.isFull).toBe(false);
});

it('repeats a write while the ledger is away, until the worker gives up', async () => {
  const away = new URL(ledger.url);
  away.pathname = '/away';
  await using database = connectForTest(away.href);
  const aborting = new AbortController();
  const retried = Promise.withResolvers<void>();
  let retries = 0;
  const events = {
    ...recordEvents().events,
    settlingRetried: () => {
      if (++retries === 2) retried.resolve();
    },
  };
  const settler = createSettler({ database, events, aborting: aborting.signal });
  const writing = settler.write(await lostSettlement('away', new Map()));
  await retried.promise;
  aborting.abort();
  await expect(writing).rejects.toThrow('does not exist');
  await settler.close();
});
