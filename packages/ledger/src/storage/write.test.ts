import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { createTestLedger, settlementOf } from '@upshot/testing/ledger';
import { claimLane } from '../lanes/lease.ts';
import type { SettleOperation } from '../runs/operation.ts';
import { writeOperations } from '../runs/write-operations.ts';
import { readStorage } from './read.ts';
import { lockStorage } from './write.ts';

test('lanes of one integration write one after the other, in whichever order their keys are', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['i', 'other']);
  const settle = async (lane: string, key: string): Promise<SettleOperation> => {
    const run = await ledger.addRun(lane, lane);
    const lease = await claimLane(database, lane, 'test');
    const storage = { clear: false, values: new Map([[key, '1']]), isShared: true };
    return { kind: 'settle', lease, settlement: settlementOf(run, { storage }) };
  };
  const second = await settle('i.1', 'b');
  const other = await settle('other.0', 'a');

  const writing = await database.startTransaction().execute();
  await lockStorage(writing, ['i']);
  expect(await writeOperations(database, [other])).toEqual(['written']);
  const later = writeOperations(database, [second]);
  const waiting = eventually(async () => {
    const { rows } = await sql`
      select from pg_locks where not granted and locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`.execute(database);
    expect(rows.length).toBe(1);
    return 'waits';
  });
  const earliest = await Promise.race([later, waiting]);
  await writing.commit().execute();
  expect([earliest, await later]).toEqual(['waits', ['written']]);
  expect([...(await readStorage(database, 'i')).keys()]).toEqual(['b']);
});
