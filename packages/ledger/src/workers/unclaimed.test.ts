import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hasUnclaimedWork } from './unclaimed.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['i']);
  const { rows } = await sql<{ type: string }>`select type from integrations`.execute(ledger.database);
  type = rows[0]?.type ?? '';
});
beforeEach(() => sql`delete from pending_runs`.execute(ledger.database));
beforeEach(() => sql`update integrations set paused_at = null, paused_by = null`.execute(ledger.database));
beforeEach(() => sql`delete from lanes where claimed_at is not null`.execute(ledger.database));
afterAll(() => ledger[Symbol.asyncDispose]());

let type: string;
const MINUTE = 60_000;
const isUnclaimed = (types = [type]) => hasUnclaimedWork(ledger.database, { forMs: MINUTE, types });

/** Adds a run that was recorded so many seconds ago, and lets its lane have been claimed so many seconds ago. */
async function wait(recordedAgo: number, claimedAgo?: number) {
  await ledger.addRun('i.0', 'r');
  await sql`update pending_runs set activity_recorded_at = now() - ${recordedAgo} * interval '1 s'`.execute(
    ledger.database,
  );
  if (claimedAgo === undefined) return;
  await sql`insert into lanes (id, integration_id, claimed_at)
    values ('i.0', 'i', now() - ${claimedAgo} * interval '1 s')
    on conflict (id) do update set claimed_at = excluded.claimed_at`.execute(ledger.database);
}

test.each([
  ['is due for long, in a lane that was never claimed', 61, undefined, true],
  ['is due for long, in a lane that was claimed long ago', 61, 61, true],
  ['is due for long, in a lane that was claimed since', 61, 59, false],
  ['is due for a short time', 59, undefined, false],
])('work that %s', async (_what, recordedAgo, claimedAgo, expected) => {
  await wait(recordedAgo, claimedAgo);
  expect(await isUnclaimed()).toBe(expected);
});

test('nothing is unclaimed without runs', async () => {
  expect(await isUnclaimed()).toBe(false);
});

test('retries that are not due yet, paused integrations and other types do not count', async () => {
  await wait(61);
  expect(await isUnclaimed(['other'])).toBe(false);
  await sql`update integrations set paused_at = now(), paused_by = 'bootstrap'`.execute(ledger.database);
  expect(await isUnclaimed()).toBe(false);
  await sql`update integrations set paused_at = null, paused_by = null`.execute(ledger.database);
  await sql`update pending_runs set due_at = now() + interval '1 second'`.execute(ledger.database);
  expect(await isUnclaimed()).toBe(false);
  await sql`update pending_runs set due_at = now() - interval '61 seconds'`.execute(ledger.database);
  expect(await isUnclaimed()).toBe(true);
});
