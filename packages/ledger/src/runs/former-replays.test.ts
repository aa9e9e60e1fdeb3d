import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { makeOldLedger } from '@upshot/testing/old-ledger';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrateToLatest, migrations } from '../migrate.ts';
import { listRuns } from './list.ts';

const replayed = new Date('2026-01-02T00:00:00Z');

it('runs of replays that the version before made are listed by the time of their replay', async () => {
  await using testDatabase = await createTestDatabase();
  await makeOldLedger(testDatabase.url, Object.keys(migrations).indexOf('0009-run-creation'));
  await using database = connectForTest(testDatabase.url);
  await sql`select upshot_make_partitions(current_date, 1)`.execute(database);
  await sql`insert into projects (id, title) values ('p', 'P')`.execute(database);
  await sql`
    insert into integrations
      (id, project_id, type, settings, events, states, environments, excluded_environments, result, concurrency)
    values ('i', 'p', 'webhook', '{"url": "https://example.com/"}', '{*}', '{*}', '{*}', '{}', '*', 1)`.execute(
    database,
  );
  await sql`
    insert into replays (id, project_id, request, answer, requested_by, created_at)
    values ('r', 'p', '{}', '{}', 't', ${replayed})`.execute(database);
  await sql`
    insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
      activity_type, activity_state, activity_bytes, replay_id)
    select id, 'p', 'i', 'i.0', 1, '2026-01-01', 'a', 't', 'complete', 2, replay_id
    from (values ('pending', null), ('pending again', 'r')) as v (id, replay_id)`.execute(database);
  await sql`
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      activity_id, activity_type, activity_state, activity_recorded_at, worker, replay_id)
    select id, 1, true, 'succeeded', 'p', 'i', 'webhook', 'a', 't', 'complete', '2026-01-01', 'w', replay_id
    from (values ('ended', null), ('ended again', 'r')) as v (id, replay_id)`.execute(database);
  await migrateToLatest(testDatabase.url);
  const { rows: runs } = await listRuns(
    database,
    { project: 'p' },
    { moment: undefined, before: 'infinity' },
    { count: 10 },
  );
  const recorded = new Date('2026-01-01T00:00:00Z');
  expect(runs.map(({ id, created_at }) => [id, created_at])).toEqual([
    ['pending again', replayed],
    ['ended again', replayed],
    ['pending', recorded],
    ['ended', recorded],
  ]);
});
