import { idleReport } from '@upshot/testing/worker-report';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { endDrain, requestDrain } from './drain.ts';
import { readLiveWorkers, readWorkers, WORKER_SILENCE_MS } from './read.ts';
import { removeWorker, reportWorker, type WorkerReport } from './write.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await createTestLedger();
});
beforeEach(() => ledger.database.deleteFrom('workers').execute());
afterAll(() => ledger[Symbol.asyncDispose]());

const report: WorkerReport = { ...idleReport, egressAllow: ['10.0.0.1:443', '*.example.org'], canMail: true };

const age = async (id: string, ms: number) =>
  await ledger.database
    .updateTable('workers')
    .set({ seen_at: new Date(Date.now() - ms) })
    .where('id', '=', id)
    .execute();

const liveIds = async () => (await readLiveWorkers(ledger.database)).map(({ id }) => id);

test('a report keeps what a worker is, and a later one what it learned since', async () => {
  await reportWorker(ledger.database, report);
  const [first] = await readLiveWorkers(ledger.database);
  expect(first).toMatchObject({
    version: '1.2.3',
    lanes: 64,
    seccomp: null,
    landlock: null,
    claimed_at: null,
  });
  expect(first).toMatchObject({ egress_allow: ['10.0.0.1:443', '*.example.org'], can_mail: true });

  const barrier = { seccomp: true, landlock: 6 };
  await reportWorker(ledger.database, { ...report, barrier, claimedMsAgo: 500, startedMsAgo: 65_000 });
  const [second, ...others] = await readLiveWorkers(ledger.database);
  expect(others).toEqual([]);
  expect(second).toMatchObject({ ...barrier, started_at: first?.started_at });
  expect(second?.seen_at.getTime()).toBeGreaterThanOrEqual(first?.seen_at.getTime() ?? Infinity);
  expect((second?.seen_at.getTime() ?? 0) - (second?.claimed_at?.getTime() ?? 0)).toBe(500);
});

test('a worker that is silent is not alive, and is again when it reports', async () => {
  await reportWorker(ledger.database, report);
  await age('w1', 60_000);
  expect(await liveIds()).toEqual([]);
  await reportWorker(ledger.database, report);
  expect(await liveIds()).toEqual(['w1']);
});

test('a worker that ends is deleted at once, one that was killed after a day', async () => {
  for (const id of ['ends', 'killed', 'silent', 'w1']) await reportWorker(ledger.database, { ...report, id });
  await removeWorker(ledger.database, 'ends');
  await age('killed', 25 * 3_600_000);
  await age('silent', 23 * 3_600_000);
  await age('w1', 25 * 3_600_000);
  await reportWorker(ledger.database, report);
  const rows = await ledger.database.selectFrom('workers').select('id').orderBy('id').execute();
  expect(rows.map(({ id }) => id)).toEqual(['silent', 'w1']);
});

test('a worker learns that it should drain, and is drained once it says so', async () => {
  const { database } = ledger;
  const read = async () => (await readWorkers(database, 'w1'))[0];
  expect(await reportWorker(database, report)).toMatchObject({ isDrainAsked: false });
  await requestDrain(database, 'w1', 'anna');
  await requestDrain(database, 'w1', 'ben');
  expect(await reportWorker(database, report)).toMatchObject({ isDrainAsked: true });
  expect(await read()).toMatchObject({ drain_requested_by: 'anna', drained_at: null });
  await reportWorker(database, { ...report, isDrained: true });
  const drainedAt = (await read())?.drained_at;
  expect(drainedAt).toBeInstanceOf(Date);
  await reportWorker(database, { ...report, isDrained: true });
  expect((await read())?.drained_at).toEqual(drainedAt);
  await endDrain(database, 'w1');
  expect(await reportWorker(database, { ...report, isDrained: true })).toMatchObject({ isDrainAsked: false });
  expect(await read()).toMatchObject({
    drain_requested_at: null,
    drain_requested_by: null,
    drained_at: null,
  });
});

test('a worker learns whether every live one opens sealed values; an older version does not say so', async () => {
  const { database } = ledger;
  const canAllOpenSealed = async () => (await reportWorker(database, report)).canAllOpenSealed;
  const say = async (id: string, opens: boolean | null) =>
    await database.updateTable('workers').set({ opens_sealed_storage: opens }).where('id', '=', id).execute();
  expect([await canAllOpenSealed(), await canAllOpenSealed()]).toEqual([true, true]);
  for (const id of ['new', 'old']) await reportWorker(database, { ...report, id });
  expect(await canAllOpenSealed()).toBe(true);
  await say('old', null);
  expect(await canAllOpenSealed()).toBe(false);
  await age('old', WORKER_SILENCE_MS / 2);
  expect(await canAllOpenSealed()).toBe(false);
  await say('old', false);
  expect(await canAllOpenSealed()).toBe(false);
  await age('old', WORKER_SILENCE_MS);
  expect(await canAllOpenSealed()).toBe(true);
});

test('a worker says which lanes it works on, and the first of those that it has parked', async () => {
  const parkedLanes = Array.from({ length: 500 }, (_, index) => `p${index}.0`);
  await reportWorker(ledger.database, {
    ...report,
    load: { ...report.load, activeLanes: ['a.0'], parkedLanes },
  });
  const [worker] = await readLiveWorkers(ledger.database);
  expect(worker).toMatchObject({ active_lanes: ['a.0'], parked_count: 500, max_slots: 48 });
  expect(worker?.parked_lanes).toHaveLength(200);
});
