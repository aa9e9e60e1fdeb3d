/**
 * `npm run bench:migration [-- --rows 400000 --days 4 --settlers 4]`: for how long workers that settle runs are held
 * up while indexes of a large activity log are made: all in one transaction, and as migrations make them.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@upshot/local/postgres';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/ledger/migrate';
import { makeOldLedger } from '@upshot/testing/old-ledger';
import { openClient } from './support/open-client.ts';
import { watchStolen } from './support/watch-stolen.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '400000' },
    days: { type: 'string', default: '4' },
    settlers: { type: 'string', default: '4' },
  },
});

await using directory = await temporaryDirectory();
await using postgres = await startPostgres({
  directory: join(directory.path, 'postgres'),
  onProgress: () => undefined,
});
await using client = await openClient(postgres.url);

const online = await measure('as migrations make them', async () => {
  await migrateToLatest(postgres.url);
});
const indexes = await indexesOfLog();
const atOnce = await measure('all in one transaction', async () => {
  const statements = indexes.filter((index) => !online.indexesBefore.includes(index));
  await client.query(`begin; ${statements.join('; ')}; commit`);
});
console.log(
  `the longest settlement: ${(atOnce.longestMs / online.longestMs).toFixed(0)} times as long in one transaction`,
);

/** Fills a log as the first version had it, and has it migrated while runs are settled. */
async function measure(how: string, migrate: () => Promise<void>) {
  await fillOldLedger();
  const indexesBefore = await indexesOfLog();
  const ending = new AbortController();
  const settling = Array.from({ length: Number(values.settlers) }, () => settle(ending.signal));
  const stolen = watchStolen();
  const startedAt = performance.now();
  await migrate();
  const tookMs = performance.now() - startedAt;
  ending.abort();
  const times = (await Promise.all(settling)).flat();
  const longestMs = Math.max(...times);
  console.log(
    `${how}: ${(tookMs / 1000).toFixed(1)} s for ${values.rows} rows; ${times.length} settlements meanwhile, ` +
      `the longest ${(longestMs / 1000).toFixed(2)} s; stolen by the host of this machine: ${stolen()}`,
  );
  return { longestMs, indexesBefore };
}

/** A ledger as the first migration makes it, with a log of some days. */
async function fillOldLedger(): Promise<void> {
  await makeOldLedger(postgres.url);
  const days = Number(values.days);
  await client.query(`select upshot_make_partitions((now() at time zone 'UTC')::date - $1::int + 1, $1)`, [
    days,
  ]);
  await client.query(
    `insert into activity_log (logged_at, run_id, attempt, is_final, outcome, project_id, integration_id,
       integration_type,
       activity_id, activity_type, activity_state, activity_recorded_at, worker, output)
     select at, 'r' || n, 1, true, case when n % 20 = 0 then 'failed' else 'succeeded' end,
       'p' || n % 50, 'i' || n % 500, 'script',
       'a' || n, 'environment.push', 'complete', at, 'w', 'environment.push on main'
     from generate_series(1, $1::int) n, lateral (select now() - n % $2::int * interval '1 day' as at)`,
    [Number(values.rows), days],
  );
  await client.query('vacuum analyze activity_log');
}

/** Settles one run after the other, and resolves with how long each took. */
async function settle(ending: AbortSignal): Promise<readonly number[]> {
  await using settler = await openClient(postgres.url);
  const times: number[] = [];
  while (!ending.aborted) {
    const startedAt = performance.now();
    await settler.query(
      `insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id,
         integration_type, activity_id,
         activity_type, activity_state, activity_recorded_at, worker)
       values ('new', 1, true, 'succeeded', 'p', 'i', 'script', 'a', 'environment.push', 'complete', now(), 'w')`,
    );
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** The statements that make the indexes of the log and of all its partitions. */
async function indexesOfLog(): Promise<readonly string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `select replace(indexdef, ' ON ONLY ', ' ON ') as statement
     from pg_indexes where tablename = 'activity_log' order by 1`,
  );
  return rows.map(({ statement }) => statement);
}
