import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { readDueRuns } from '@upshot/ledger/runs/due';
import { findDueLanes } from '@upshot/ledger/lanes/find-due';

it('lanes of a paused integration are not due until it is resumed or deleted', async () => {
  await using testDatabase = await createTestDatabase();
  const database = connectForTest(testDatabase.url, { maxConnections: 1 });
  await database.insertInto('projects').values({ id: 'p', title: 'P', document: '{}' }).execute();
  const filter = { events: ['*'], states: ['*'], environments: ['*'], excluded_environments: [] };
  for (const id of ['i', 'other'])
    await database
      .insertInto('integrations')
      .values({
        id,
        project_id: 'p',
        type: 'webhook',
        settings: JSON.stringify({ url: 'https://x' }),
        ...filter,
        result: '*',
        concurrency: 1,
      })
      .execute();
  for (const lane of ['i.0', 'i.1', 'other.0'])
    await sql`
      insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
        activity_type, activity_state, activity_bytes)
      values (${lane}, 'p', split_part(${lane}, '.', 1), ${lane}, 1, now(), 'a', 't', 'complete', 1)`.execute(
      database,
    );
  const change = async (columns: object) => {
    await database.updateTable('integrations').set(columns).where('id', '=', 'i').execute();
    const due = await readDueRuns(database, 'i.0', { runs: 10, bytes: 1000 });
    return [await findDueLanes(database), due.map(({ id }) => id)];
  };

  const all = [['i.0', 'i.1', 'other.0'], ['i.0']];
  expect(await change({ paused_at: null })).toEqual(all);
  expect(await change({ paused_at: sql`now()`, paused_by: 'upshot' })).toEqual([['other.0'], []]);
  expect(await change({ paused_at: null, paused_by: null })).toEqual(all);
  await change({ paused_at: sql`now()`, paused_by: 'upshot' });
  expect(await change({ deleted_at: sql`now()` })).toEqual(all);
  await database.destroy();
});
