import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { createTestLedger, settlementOf } from '@upshot/testing/ledger';
import { claimLane } from '../lanes/lease.ts';
import type { SettleOperation } from '../runs/operation.ts';
import { readStorage } from './read.ts';
import { writeStorage } from './write.ts';

test('lanes of one integration write one after the other, in whichever order their keys are', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['i', 'other']);
  const settle = async (lane: string, key: string): Promise<SettleOperation> => {
    const run = await ledger.addRun(lane, lane);
    const lease = await claimLane(database, lane, 'test');
    const storage = { clear: false, values: new Map([[key, '1']]) };
    return { kind: 'settle', lease, settlement: settlementOf(run, { storage }) };
  };
  const write = async (operation: SettleOperation) => {
    await database.transaction().execute((transaction) => writeStorage(transaction, [operation]));
    return 'written';
  };
  const [first, second, other] = [
    await settle('i.0', 'a'),
    await settle('i.1', 'b'),
    await settle('other.0', 'a'),
  ];

  const writing = await database.startTransaction().execute();
  await writeStorage(writing, [first]);
  expect(await write(other)).toBe('written');
  const later = write(second);
  const waiting = eventually(async () => {
    const { rows } = await sql`
      select from pg_locks where not granted and locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`.execute(database);
    expect(rows.length).toBe(1);
    return 'waits';
  });
  const earliest = await Promise.race([later, waiting]);
  await writing.commit().execute();
  expect([earliest, await later]).toEqual(['waits', 'written']);
  expect([...(await readStorage(database, 'i')).keys()].toSorted()).toEqual(['a', 'b']);
});
