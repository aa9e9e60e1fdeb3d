import { reportWorker, type WorkerReport } from '@upshot/ledger/workers/write';
import { idleReport } from '@upshot/testing/worker-report';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const report: WorkerReport = {
  ...idleReport,
  claimedMsAgo: 1000,
  barrier: { seccomp: true, landlock: 6 },
  egressAllow: ['10.0.0.1:443'],
  canMail: true,
};

async function read(token?: string): Promise<Record<string, unknown>> {
  const { status, json } = await t.call('GET', '/api/diagnosis', token === undefined ? {} : { token });
  expect(status).toBe(200);
  return json as unknown as Record<string, unknown>;
}

test('an operator reads how the whole installation is', async () => {
  await reportWorker(t.database, report);
  await reportWorker(t.database, { ...report, id: 'w2', egressAllow: [], canMail: false });
  const diagnosis = await read();
  expect(diagnosis).toMatchObject({
    version: '0.1.0',
    token: { id: 'bootstrap', scope: 'admin', project: null },
    queue: 'ok',
    workers: { alive: 2, versions: ['1.2.3'], barrier: { seccomp: 'in_force', landlock: 'in_force' } },
    operation: {
      oldest_due_ms: 0,
      partitions_ahead: 7,
      default_partition_used: false,
      egress_allow: ['10.0.0.1:443'],
      differing_tokens: [],
      can_mail: false,
    },
  });
  expect(Math.abs(Date.parse(String(diagnosis['now'])) - Date.now())).toBeLessThan(60_000);
});

test.each(['producer', 'read', 'operate', 'admin'] as const)(
  'a %s of one project reads less',
  async (scope) => {
    const diagnosis = await read(await t.mintToken(scope, 'p1'));
    expect(diagnosis['token']).toMatchObject({ scope, project: 'p1' });
    expect(diagnosis).not.toHaveProperty('operation');
  },
);

test('it takes a token', async () => {
  expect((await t.call('GET', '/api/diagnosis', { token: '' })).status).toBe(401);
});

test('missing partitions, rows in a default one and waiting runs show', async () => {
  const { rows } = await sql<{ name: string }>`
    select 'activity_log' || to_char(now() at time zone 'UTC' + interval '3 days', '_YYYYMMDD') as name`.execute(
    t.database,
  );
  await sql`drop table ${sql.ref(rows[0]?.name ?? '')}`.execute(t.database);
  const filter = { events: ['*'], states: ['*'], environments: ['*'], excluded_environments: [] };
  await t.database
    .insertInto('integrations')
    .values({ id: 'i', project_id: 'p1', type: 'webhook', ...filter, result: '*', concurrency: 1 })
    .execute();
  const activity = { id: 'a', type: 'environment.push', state: 'complete' } as const;
  const recordedAt = new Date(Date.now() - 3_600_000 * 24 * 400);
  await t.database
    .insertInto('activities')
    .values({
      seq: '1',
      recorded_at: recordedAt,
      project_id: 'p1',
      ...activity,
      environments: [],
      created_at: recordedAt,
      body: '{}',
      receipt: '{}',
    })
    .execute();
  await t.database
    .insertInto('pending_runs')
    .values({
      id: 'r',
      project_id: 'p1',
      integration_id: 'i',
      lane: 'i.0',
      activity_seq: '1',
      activity_recorded_at: recordedAt,
      activity_id: 'a',
      activity_type: 'environment.push',
      activity_state: 'complete',
      activity_bytes: 2,
    })
    .execute();
  const { operation } = (await read()) as { operation: { oldest_due_ms: number } };
  expect(operation).toMatchObject({ partitions_ahead: 2, default_partition_used: true });
  expect(operation.oldest_due_ms).toBeGreaterThan(3_600_000);
  await sql`update integrations set paused_at = now(), paused_by = 'x' where id = 'i'`.execute(t.database);
  expect(((await read()) as { operation: { oldest_due_ms: number } }).operation.oldest_due_ms).toBe(0);
});
