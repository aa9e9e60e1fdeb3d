import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { startReceiver } from './lanes/receiver.ts';

const ROWS = 5000;

/** PostgreSQL chooses the plan of a prepared statement once it has carried it out five times. */
const ACTIVITIES = 10;

const script = `
const storage = require('storage');
storage.set('counter', (storage.get('counter') || 0) + 1);
storage.remove('nothing');
`;

/** One of the script, two of the webhook: its receiver refuses each activity once. */
const ENTRIES_OF_ACTIVITY = 3;

const tables = ['projects', 'integrations', 'storage', 'lanes', 'pending_runs'];

it('takes no longer for a run with thousands of others pending: no statement scans a table', async () => {
  await using receiver = await startReceiver(() => undefined);
  await using system = await startSystem({
    environment: { UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1', UPSHOT_EGRESS_ALLOW: new URL(receiver.url).host },
  });
  await keepPlans(system);
  await system.addIntegration({ type: 'script', script });
  await system.addIntegration({ type: 'webhook', url: receiver.url });
  await fire(system, 'early');
  await system.query('analyze');
  await fire(system, 'middle');

  await growTables(system);
  const before = await countRead(system);
  await fire(system, 'late');
  await endSessions(system);
  const after = await countRead(system);

  const walked = [...after].filter(([name, read]) => read - (before.get(name) ?? 0) >= ROWS);
  expect(walked).toEqual([]);
});

/**
 * Plans are made anew only where there are new statistics: at first there are none, then they say that all tables are
 * small.
 */
async function keepPlans({ query }: TestSystem): Promise<void> {
  for (const table of tables) {
    await query(`alter table ${table} set (autovacuum_enabled = false)`);
  }
}

async function fire(system: TestSystem, name: string): Promise<void> {
  for (let index = 0; index < ACTIVITIES; index++) {
    const id = `${name}${index}`;
    await system.post(await pushActivity(id, { refusals: 1 }));
    await eventually(async () => {
      const entries = await system.query('select outcome from activity_log where activity_id = $1', [id]);
      expect(entries).toHaveLength(ENTRIES_OF_ACTIVITY);
    });
  }
}

/** Adds projects with one integration each, which has a value stored, and runs that are due tomorrow, in one lane. */
async function growTables({ query }: TestSystem): Promise<void> {
  const each = `generate_series(1, ${ROWS}) as n`;
  await query(`insert into projects (id, title) select 'p' || n, 'Grown' from ${each}`);
  await query(`
    insert into integrations
      (id, project_id, type, url, events, states, environments, excluded_environments, result, concurrency)
    select 'i' || n, 'p' || n, 'webhook', 'https://example.com', '{*}', '{*}', '{*}', '{}', '*', 1 from ${each}`);
  await query(`insert into storage (integration_id, key, value) select 'i' || n, 'k', '1' from ${each}`);
  await query(`insert into lanes (id, integration_id) select 'i' || n || '.0', 'i' || n from ${each}`);
  await query(`
    insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
      activity_type, activity_state, activity_bytes, due_at)
    select 'r' || n, 'p1', 'i1', 'i1.0', n, now(), 'a' || n, 'push', 'complete', 1, now() + interval '1 day'
    from ${each}`);
  await query('select pg_stat_force_next_flush()');
}

/** What a session has read is known at the latest when it ends. */
async function endSessions(system: TestSystem): Promise<void> {
  for (const service of [system.ingest, ...system.workers]) await service.stop();
  await eventually(async () => {
    const others = await system.query(
      `select application_name from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    expect(others).toEqual([]);
  });
}

/** How many entries of each index, and how many rows one after the other, have been read so far. */
async function countRead({ query }: TestSystem): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ name: string; read: number }>(
    `select indexrelname as name, idx_tup_read::int as read from pg_stat_user_indexes where relname = any ($1)
     union all select relname, seq_tup_read::int from pg_stat_user_tables where relname = any ($1)`,
    [tables],
  );
  return new Map(rows.map(({ name, read }) => [name, read]));
}
