import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { listPartitions } from './partitions.ts';
import { purge } from './purge.ts';
import { readExpired } from './read-expired.ts';
import { planRemoval, removeExpired } from './remove-expired.ts';

const policy = { activityDays: 30, succeededDays: 30, logDays: 90, maxBytes: undefined };
const DAY_MS = 86_400_000;

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}

const dayOf = (time: Date) => time.toISOString().slice(0, 10);

async function makeDays(ledger: TestLedger, ages: readonly number[]): Promise<void> {
  for (const age of ages) {
    await sql`select upshot_make_partitions(${dayOf(daysAgo(age))}::date, 1)`.execute(ledger.database);
  }
}

/** Log entries of project `p`, one of each outcome, as of that time. */
async function addEntries(ledger: TestLedger, time: Date, project = 'p'): Promise<void> {
  await sql`
    insert into activity_log (logged_at, run_id, attempt, is_final, outcome, project_id, integration_id,
      integration_type, activity_id, activity_type, activity_state, activity_recorded_at, worker)
    select ${time}, ${project} || o, 1, true, o, ${project}, 'i', 'script', 'a', 't', 'complete', ${time}, 'w'
    from unnest(array['succeeded', 'failed', 'timed_out']) o`.execute(ledger.database);
}

async function outcomes(ledger: TestLedger): Promise<readonly string[]> {
  const { rows } = await sql<{ run_id: string }>`
    select run_id from activity_log order by logged_at, run_id`.execute(ledger.database);
  return rows.map(({ run_id }) => run_id);
}

async function activityIds(ledger: TestLedger): Promise<readonly string[]> {
  const rows = await ledger.database.selectFrom('activities').select('id').orderBy('recorded_at').execute();
  return rows.map(({ id }) => id);
}

test('old activities go, except those that a pending run needs; succeeded runs go before failed ones', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['i']);
  await makeDays(ledger, [95, 60, 40, 2]);
  for (const age of [95, 60, 40, 2]) {
    await ledger.addRun('i.0', `done${age}`, { activity_recorded_at: daysAgo(age) });
  }
  await database.deleteFrom('pending_runs').execute();
  await ledger.addRun('i.0', 'waits40', { activity_recorded_at: daysAgo(40) });
  for (const age of [95, 60, 2]) await addEntries(ledger, daysAgo(age));

  const removal = await removeExpired(database, { policy, now: new Date() });

  expect(await activityIds(ledger)).toEqual(['waits40', 'done2']);
  expect(await outcomes(ledger)).toEqual(['pfailed', 'ptimed_out', 'pfailed', 'psucceeded', 'ptimed_out']);
  expect(removal.steps.filter(({ end }) => end === 'kept').map(({ step }) => step.partition.day)).toEqual([
    dayOf(daysAgo(40)),
  ]);
  expect(removal.bytesLeft).toBeLessThan(removal.plan.bytes);
  const again = await removeExpired(database, { policy, now: new Date() });
  expect(again.steps.map(({ step, end }) => `${end} ${step.partition.day}`)).toEqual([
    `kept ${dayOf(daysAgo(40))}`,
  ]);

  await database.deleteFrom('pending_runs').execute();
  await removeExpired(database, { policy, now: new Date() });
  expect(await activityIds(ledger)).toEqual(['done2']);
});

test('a project keeps data for its own time, in partitions that it shares', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await database
    .insertInto('projects')
    .values({ id: 'q', title: 'Q', retention: '{"log_days":200}' })
    .execute();
  await database
    .insertInto('projects')
    .values({ id: 'r', title: 'R', retention: '{"succeeded_days":1}' })
    .execute();
  await makeDays(ledger, [110, 5]);
  for (const age of [110, 5])
    for (const project of ['p', 'q', 'r']) await addEntries(ledger, daysAgo(age), project);
  await removeExpired(database, { policy, now: new Date() });
  expect(await outcomes(ledger)).toEqual([
    'qfailed',
    'qtimed_out',

    'pfailed',
    'psucceeded',
    'ptimed_out',
    'qfailed',
    'qsucceeded',
    'qtimed_out',
    'rfailed',
    'rtimed_out',
  ]);
});

test('rows of a default partition move to the partition of their day, with their numbers', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['i']);
  const time = daysAgo(20);
  await addEntries(ledger, time);
  await ledger.addRun('i.0', 'a', { activity_recorded_at: time });
  const before = await sql`select seq, run_id from activity_log order by seq`.execute(database);
  await removeExpired(database, { policy, now: new Date() });
  const left =
    await sql`select from only activity_log_default union all select from only activities_default`.execute(
      database,
    );
  expect(left.rows).toEqual([]);
  expect((await sql`select seq, run_id from activity_log order by seq`.execute(database)).rows).toEqual(
    before.rows,
  );
  const names = (await listPartitions(database)).map(({ name }) => name);
  expect(names).toContain(`activity_log_${dayOf(time).replaceAll('-', '')}`);
});

test('what is not partitioned goes when the log has nothing left of it', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['live']);
  await ledger.addIntegrations(['gone'], { deleted_at: daysAgo(95) });
  await ledger.addIntegrations(['fresh'], { deleted_at: daysAgo(10) });
  await database.insertInto('storage').values({ integration_id: 'gone', key: 'k', value: '1' }).execute();
  await sql`insert into activity_identities (project_id, activity_id, state, recorded_at) values
    ('p', 'old', 'complete', ${daysAgo(95)}), ('p', 'new', 'complete', ${daysAgo(80)})`.execute(database);
  const token = { project_id: null, scope: 'read' as const, name: 't' };
  await database
    .insertInto('tokens')
    .values([
      { ...token, id: 'dead', hash: Buffer.from('a'), revoked_at: daysAgo(95) },
      { ...token, id: 'alive', hash: Buffer.from('b'), created_at: daysAgo(400) },
    ])
    .execute();
  const { purged } = await removeExpired(database, { policy, now: new Date() });
  expect(purged).toMatchObject({ activity_identities: 1, integrations: 1, tokens: 1 });
  expect(await database.selectFrom('integrations').select('id').orderBy('id').execute()).toEqual([
    { id: 'fresh' },
    { id: 'live' },
  ]);
  expect(await database.selectFrom('storage').selectAll().execute()).toEqual([]);
});

test('a reader of a partition delays its removal, and nothing waits for either', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await makeDays(ledger, [100]);
  const old = await database.startTransaction().execute();
  await sql`select from ${sql.table(`activity_log_${dayOf(daysAgo(100)).replaceAll('-', '')}`)}`.execute(old);
  const removal = await removeExpired(database, { policy, now: new Date() });
  expect(removal.steps.map(({ end }) => end)).toContain('busy');
  await old.rollback().execute();
  const again = await removeExpired(database, { policy, now: new Date() });
  expect(again.steps.map(({ end }) => end)).toEqual(['dropped']);
});

test('a simulated year leaves a ledger of bounded size', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['i']);
  const sizes: number[] = [];
  for (let day = 364; day >= 0; day -= 7) {
    await makeDays(ledger, [day]);
    await addEntries(ledger, daysAgo(day));
    await removeExpired(database, { policy, now: daysAgo(day) });
    sizes.push((await listPartitions(database)).filter((partition) => partition.bytes > 0).length);
  }
  const coming = 16;
  expect(Math.max(...sizes)).toBeLessThanOrEqual(30 / 7 + 90 / 7 + 2 + coming);
  const [oldest] = await outcomes(ledger);
  expect(oldest).toBe('pfailed');
}, 120_000);

test('the rows for an archive are read a few blocks at a time', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await makeDays(ledger, [95]);
  await sql`
    insert into activity_log (logged_at, run_id, attempt, is_final, outcome, project_id, integration_id,
      integration_type, activity_id, activity_type, activity_state, activity_recorded_at, worker, error_message)
    select ${daysAgo(95)}, 'r' || n, 1, true, 'failed', 'p', 'i', 'script', 'a', 't', 'complete', ${daysAgo(95)}, 'w',
      repeat(md5(n::text), 30)
    from generate_series(1, 2000) n`.execute(database);
  const plan = await planRemoval(database, { policy, now: new Date() });
  const step = plan.steps.find(({ partition }) => partition.table === 'activity_log');
  expect(step).toBeDefined();
  if (step === undefined) return;
  let read = 0;
  for await (const line of readExpired(database, step)) {
    if (++read === 1) await sql`delete from activity_log`.execute(database);
    expect(line).toContain('"failed"');
  }
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(1000);
});

test('the audit keeps changes for 400 days', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  for (const days of [399, 401]) {
    await sql`
      insert into audit_log (at, token_id, operation, target, fields, request_id)
      values (${daysAgo(days)}, 't', ${`made${days}`}, '{}', '{}', 'r')`.execute(database);
  }
  await purge(database, daysAgo(90));
  const kept = await database.selectFrom('audit_log').select('operation').execute();
  expect(kept).toEqual([{ operation: 'made399' }]);
});
