import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { longestPage } from '../page-start.ts';
import { writeReplay } from '../replays/write.ts';
import { listRuns } from './list.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(1);
  await ledger.addIntegrations(['i']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

const newest = { moment: undefined, before: 'infinity' } as const;

test('clients that page by milliseconds get all runs of a replay', async () => {
  const ids = Array.from({ length: 2 * longestPage + 1 }, (_, index) => `run${index}`);
  const activity = { id: 'a', type: 't', state: 'complete', result: null, environments: [] } as const;
  const runs = ids.map((id) => ({
    id,
    lane: 'i.0',
    activity: { ...activity, seq: '1', recorded_at: '2026-01-01T00:00:00Z', bytes: 2 },
    integration: { id: 'i', name: 'hook' },
    previous: undefined,
    scriptVersion: undefined,
  }));
  const replay = {
    id: 'replay',
    project: 'p',
    idempotencyKey: undefined,
    body: {},
    answer: {},
    requestedBy: 't',
    traceparent: undefined,
  };
  const { revision } = await ledger.database
    .selectFrom('projects')
    .select('revision')
    .executeTakeFirstOrThrow();
  expect(await writeReplay(ledger.database, replay, { revision, runs })).toEqual(['i.0']);
  const seen = new Set<string>();
  for (let moment: Date | undefined, before = -1; seen.size > before;) {
    before = seen.size;
    const bound = moment === undefined ? newest : { moment, before: new Date(moment.getTime() + 1) };
    const { rows } = await listRuns(ledger.database, { project: 'p' }, bound, { count: 100 });
    for (const { id } of rows) seen.add(id);
    moment = rows.at(-1)?.created_at;
  }
  expect([...seen]).toEqual(ids.toReversed());
});

test.each([{ project: 'p' }, { project: 'p', integration: 'i' }])(
  'a page of %j is read along an index, however long the log',
  async (filter) => {
    const { database } = ledger;
    const rows = 5000;
    for (const table of ['pending_runs', 'activity_log'])
      await sql`delete from ${sql.table(table)}`.execute(database);
    await sql`
      insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
        activity_id, activity_type, activity_state, activity_recorded_at, worker, replayed_at)
      select 'r' || n, 1, true, 'succeeded', 'p', 'i', 'webhook', 'a' || n, 't', 'complete',
        now() - n * interval '1 s', 'w', case when n % 3 = 0 then now() - n * interval '2 s' end
      from generate_series(1, ${rows}::int) n`.execute(database);
    await sql`analyze activity_log`.execute(database);
    const countRead = async () => {
      const { rows: counted } = await sql<{ read: number }>`
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
        from (select pg_stat_force_next_flush()) f, pg_stat_user_tables where relname like 'activity_log%'`.execute(
        database,
      );
      return counted[0]?.read ?? 0;
    };
    await countRead();
    const before = await countRead();
    expect((await listRuns(database, filter, newest, { count: 25 })).rows).toHaveLength(25);
    await countRead();
    expect((await countRead()) - before).toBeLessThan(rows / 10);
  },
);
