import { reportWorker, type WorkerReport } from '@upshot/ledger/workers/write';
import { idleReport } from '@upshot/testing/worker-report';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
beforeEach(() => t.database.deleteFrom('workers').execute());
afterAll(() => t[Symbol.asyncDispose]());

const report: WorkerReport = { ...idleReport, barrier: { seccomp: true, landlock: 6 } };

async function readWorkers(): Promise<unknown> {
  const { status, json } = await t.call('GET', '/readyz?verbose', { token: '' });
  expect(status).toBe(200);
  return (json as unknown as { workers: unknown }).workers;
}

test('without a worker, readiness says that none is alive and that the barrier is unknown', async () => {
  expect(await readWorkers()).toEqual({
    alive: 0,
    draining: 0,
    consuming: true,
    last_claim_at: null,
    barrier: { seccomp: 'unknown', landlock: 'unknown' },
  });
});

test.each<[string, readonly WorkerReport['barrier'][], { seccomp: string; landlock: string }]>([
  ['in force', [{ seccomp: true, landlock: 6 }], { seccomp: 'in_force', landlock: 'in_force' }],
  ['missing', [{ seccomp: false, landlock: 0 }], { seccomp: 'missing', landlock: 'missing' }],
  ['unknown before the first slot', [undefined], { seccomp: 'unknown', landlock: 'unknown' }],
  [
    'in force where one worker does not know yet',
    [undefined, { seccomp: true, landlock: 0 }],
    { seccomp: 'in_force', landlock: 'missing' },
  ],
  [
    'partly there',
    [
      { seccomp: true, landlock: 1 },
      { seccomp: false, landlock: 0 },
    ],
    { seccomp: 'partly', landlock: 'partly' },
  ],
])('a barrier that is %s is reported as such', async (_state, barriers, expected) => {
  for (const [index, barrier] of barriers.entries())
    await reportWorker(t.database, { ...report, id: `w${index}`, barrier });
  expect(await readWorkers()).toMatchObject({ alive: barriers.length, barrier: expected });
});

test('the newest claim of all workers counts, and a worker that fell silent does not', async () => {
  await reportWorker(t.database, { ...report, claimedMsAgo: 90_000 });
  await reportWorker(t.database, { ...report, id: 'w2', claimedMsAgo: 1000 });
  await reportWorker(t.database, { ...report, id: 'silent', claimedMsAgo: 0, barrier: undefined });
  await t.database
    .updateTable('workers')
    .set({ seen_at: new Date(Date.now() - 60_000) })
    .where('id', '=', 'silent')
    .execute();
  const { claimed_at } = await t.database
    .selectFrom('workers')
    .select('claimed_at')
    .where('id', '=', 'w2')
    .executeTakeFirstOrThrow();
  const lastClaim = claimed_at?.toISOString().replace('Z', '000+00:00');
  expect(await readWorkers()).toMatchObject({ alive: 2, last_claim_at: lastClaim });
});

test('plain readiness does not mention workers', async () => {
  const { json } = await t.call('GET', '/readyz', { token: '' });
  expect(json).not.toHaveProperty('workers');
});
