import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import * as predicates from './sqlstate.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** The predicates that hold of a fault. */
function describeFault(fault: unknown): readonly string[] {
  return Object.entries(predicates)
    .filter(([, isTrue]) => isTrue(fault))
    .map(([name]) => name)
    .toSorted();
}

test.each([
  ['a value that does not fit', `select 'x'::text::int`, ['isDataFault']],
  [
    'a key that is there',
    `insert into projects (id, title) values ('p', 'P')`,
    ['isDataFault', 'isUniqueViolation'],
  ],
  ['a table that is not there', 'select from nowhere', ['isUndefinedTable']],
  [
    'a statement that takes too long',
    'set local statement_timeout = 1; select pg_sleep(10)',
    ['isStatementTimeout', 'isUnavailability'],
  ],
  [
    'an end by the administrator',
    "do $$begin raise sqlstate '57P01';end$$",
    ['isConnectionFault', 'isUnavailability'],
  ],
  ['a mistake in a statement', 'select from', []],
])('%s', async (_name, statement, expected) => {
  const fault = await ledger.database
    .transaction()
    .execute(async (transaction) => {
      for (const part of statement.split('; ')) await sql.raw(part).execute(transaction);
    })
    .catch((reason: unknown) => reason);
  expect(describeFault(fault)).toEqual(expected);
});

test('a lock that is not to be had in time', async () => {
  const holding = await ledger.database.startTransaction().execute();
  await sql`lock table projects`.execute(holding);
  const waiting = ledger.database.transaction().execute(async (transaction) => {
    await sql`set local lock_timeout = 1`.execute(transaction);
    await sql`select from projects`.execute(transaction);
  });
  const fault = await waiting.catch((reason: unknown) => reason);
  await holding.rollback().execute();
  expect(describeFault(fault)).toEqual(['isLockTimeout', 'isUnavailability']);
});

test.each(['EPIPE', 'ECONNRESET'])(
  'a fault of the connection that PostgreSQL did not report (%s)',
  (code) => {
    expect(describeFault(Object.assign(new Error('reset'), { code }))).toEqual(['isConnectionFault']);
  },
);
