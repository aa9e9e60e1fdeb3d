import { sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../../test/support/database.ts';
import { connect } from './connect.ts';
import { migrateToLatest } from './migrate.ts';
import * as ledger from './migrations/0001-ledger.ts';

test('a ledger is brought up to date while workers of the former version settle runs', async () => {
  await using testDatabase = await createTestDatabase();
  const options = { maxConnections: 4, connectMs: 5000, statementMs: 60_000, onFault: () => undefined };
  const setUp = connect(testDatabase.url, { ...options, applicationName: 'set-up' });
  await sql`drop schema public cascade`.execute(setUp);
  await sql`create schema public`.execute(setUp);
  await ledger.up(setUp as unknown as Kysely<unknown>);
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    setUp,
  );
  await sql`insert into kysely_migration values ('0001-ledger', '2026-01-01T00:00:00.000Z')`.execute(setUp);
  await sql`select upshot_make_partitions((now() at time zone 'UTC')::date, 2)`.execute(setUp);
  await sql`insert into projects (id, title) values ('p', 'P')`.execute(setUp);
  await logMany(100_000);
  // As if the log were so large that its indexes take many times as long as PostgreSQL waits before it looks for deadlocks.
  await sql`do $$ begin execute format('alter database %I set deadlock_timeout = ''50ms''', current_database()); end $$`.execute(
    setUp,
  );

  const workers = connect(testDatabase.url, { ...options, applicationName: 'worker' });
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
          select id, 1, true, 'succeeded', project_id, integration_id, 'script', activity_id, activity_type, activity_state,
            activity_recorded_at, 'w' from finished`.execute(transaction);
      });
      settled++;
    }
  };
  const working = Promise.allSettled([work(), work(), work()]);
  const migrating = migrateToLatest(testDatabase.url).finally(() => migrated.abort());
  await Promise.allSettled([migrating, working]);
  await expect(migrating).resolves.toBeUndefined();
  expect((await working).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(settled).toBeGreaterThan(3);
  await workers.destroy();
  await setUp.destroy();

  async function logMany(count: number): Promise<void> {
    await sql`
      insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
        activity_id, activity_type, activity_state, activity_recorded_at, worker)
      select 'r' || n, 1, true, 'failed', 'p', 'i', 'script', 'a' || n, 't', 'complete', now(), 'w'
      from generate_series(1, ${count}::int) n`.execute(setUp);
  }
}, 60_000);
