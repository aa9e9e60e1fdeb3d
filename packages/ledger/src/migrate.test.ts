import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { makeOldLedger } from '@upshot/testing/old-ledger';
import type { Database } from './connect.ts';
import { migrateToLatest } from './migrate.ts';

test('a ledger is brought up to date while workers of the former version settle runs', async () => {
  await using testDatabase = await createTestDatabase();
  const setUp = await setUpOldLedger(testDatabase.url);
  await logMany(setUp, 100_000);
  // As if the log were so large that its indexes take many times as long as PostgreSQL waits before it looks for
  // deadlocks.
  await sql`do $$ begin
    execute format('alter database %I set deadlock_timeout = ''50ms''', current_database()); end $$`.execute(
    setUp,
  );

  const workers = connectForTest(testDatabase.url, { statementMs: 60_000 });
  const migrated = new AbortController();
  let settled = 0;
  const work = async () => {
    while (!migrated.signal.aborted) {
      await workers.transaction().execute(async (transaction) => {
        await sql`update pending_runs set attempt = 1 where id = 'none'`.execute(transaction);
        await sql`
          with finished as (delete from pending_runs where id = 'none' returning *)
          insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
            activity_id, activity_type, activity_state, activity_recorded_at, worker)
          select id, 1, true, 'succeeded', project_id, integration_id, 'script',
            activity_id, activity_type, activity_state,
            activity_recorded_at, 'w' from finished`.execute(transaction);
      });
      settled++;
    }
  };
  const working = Promise.allSettled([work(), work(), work()]);
  const migrating = migrateToLatest(testDatabase.url).finally(() => migrated.abort());
  await Promise.allSettled([migrating, working]);
  expect(await migrating).toBe('latest');
  expect((await working).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(settled).toBeGreaterThan(3);
  await workers.destroy();
  await setUp.destroy();
}, 60_000);

test('the indexes of the log are made while workers settle, and again when that was cut short', async () => {
  await using testDatabase = await createTestDatabase();
  const setUp = await setUpOldLedger(testDatabase.url);
  await logMany(setUp, 100);
  const reader = new Client(testDatabase.url);
  await reader.connect();
  const read = async () => {
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from integrations');
  };

  await read();
  const first = migrateToLatest(testDatabase.url);
  const cutShort = first.catch((fault: unknown) => fault);
  await eventually(async () => expect(await making(setUp)).toMatch('waiting for old snapshots'));
  await sql`set statement_timeout = '5s'`.execute(setUp);
  await logMany(setUp, 1);
  await sql`select pg_terminate_backend(pid) from pg_stat_progress_create_index
    where datname = current_database()`.execute(setUp);
  expect(await cutShort).toMatchObject({ message: 'the database could not be migrated: 0002-paging failed' });
  expect(await invalidIndexes(setUp)).not.toEqual([]);

  const second = migrateToLatest(testDatabase.url);
  await eventually(async () => expect(await making(setUp)).toMatch('waiting for'));
  await reader.query('commit');
  expect(await second).toBe('latest');
  expect(await invalidIndexes(setUp)).toEqual([]);
  await reader.end();
  await setUp.destroy();
});

test('a migration gives way to those who work while it cannot have its locks', async () => {
  await using testDatabase = await createTestDatabase();
  const setUp = await setUpOldLedger(testDatabase.url);
  const analyst = new Client(testDatabase.url);
  await analyst.connect();
  await analyst.query('begin');
  await analyst.query('select count(*) from activity_log');

  let isMigrated = false;
  const migrating = migrateToLatest(testDatabase.url).finally(() => (isMigrated = true));
  await eventually(async () => expect(await waitingFor(setUp)).toContain('relation'));
  await logMany(setUp, 1);
  expect(isMigrated).toBe(false);
  await analyst.query('commit');
  expect(await migrating).toBe('latest');
  await analyst.end();
  await setUp.destroy();
});

test('a newer schema is left as it is', async () => {
  await using testDatabase = await createTestDatabase();
  const setUp = connectForTest(testDatabase.url, { statementMs: 60_000 });
  await sql`insert into kysely_migration values ('9999-later', '2999-01-01T00:00:00.000Z')`.execute(setUp);
  expect(await migrateToLatest(testDatabase.url)).toBe('newer');
  await setUp.destroy();
});

/** A ledger as the first migration made it, with partitions and a project. */
async function setUpOldLedger(url: string): Promise<Database> {
  await makeOldLedger(url);
  const database = connectForTest(url, { statementMs: 60_000 });
  await sql`select upshot_make_partitions((now() at time zone 'UTC')::date, 2)`.execute(database);
  await sql`insert into projects (id, title) values ('p', 'P')`.execute(database);
  return database;
}

async function logMany(database: Database, count: number): Promise<void> {
  await sql`
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      activity_id, activity_type, activity_state, activity_recorded_at, worker)
    select 'r' || n, 1, true, 'failed', 'p', 'i', 'script', 'a' || n, 't', 'complete', now(), 'w'
    from generate_series(1, ${count}::int) n`.execute(database);
}

/** How far the making of an index has come; nothing while none is being made. */
async function making(database: Database): Promise<string> {
  const { rows } = await sql<{ phase: string }>`
    select phase from pg_stat_progress_create_index where datname = current_database()`.execute(database);
  return rows.map(({ phase }) => phase).join();
}

async function invalidIndexes(database: Database): Promise<readonly unknown[]> {
  const { rows } = await sql`select indexrelid from pg_index where not indisvalid`.execute(database);
  return rows;
}

/** What the migration is waiting for. */
async function waitingFor(database: Database): Promise<string> {
  const { rows } = await sql<{ wait_event: string | null }>`
    select wait_event from pg_stat_activity
    where datname = current_database() and application_name = 'upshot-migrate' and wait_event_type = 'Lock'`.execute(
    database,
  );
  return rows.map(({ wait_event }) => wait_event).join();
}
