import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@upshot/testing/database';
import { startIngest, startWorker } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { callApi, project, pushActivity } from '@upshot/testing/system';
import { eventually } from '@upshot/testing/eventually';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { findPgBouncer, startPooler } from './pooler.ts';

const pgbouncer = await findPgBouncer();

const ACTIVITIES = 200;
const INTEGRATIONS = 4;

const counting = `
const storage = require('storage');
storage.set('count', (storage.get('count') || 0) + 1);
console.log(storage.get('count'));
`;

/** What docs/scaling.md says to set, for a pooler that ignores the parameters of connections. */
async function settle(databaseUrl: string): Promise<void> {
  const document = await readFile(join(import.meta.dirname, '../../docs/scaling.md'), 'utf8');
  const statements = document.match(/^alter database .*$/gm) ?? [];
  expect(statements).toHaveLength(4);
  const client = new Client(databaseUrl);
  await client.connect();
  const name = new URL(databaseUrl).pathname.slice(1);
  for (const statement of statements)
    await client.query(statement.replace('database upshot', `database "${name}"`));
  await client.end();
}

test.skipIf(pgbouncer === undefined)(
  'behind PgBouncer in transaction mode, with fewer connections than clients, every run counts once',
  async () => {
    await using parts = new AsyncDisposableStack();
    const database = parts.use(await createTestDatabase());
    const redis = parts.use(await createTestRedis());
    const pooler = parts.use(await startPooler(pgbouncer ?? '', database.url, 5));
    await settle(database.url);
    const environment = {
      DATABASE_URL: pooler.url,
      REDIS_URL: redis.url,
      UPSHOT_QUEUE_PREFIX: redis.prefix,
    };
    const services = [startIngest(environment), startWorker(environment), startWorker(environment)] as const;
    const [ingest, ...workers] = await Promise.all(services);
    for (const process of [...workers, ingest]) parts.use(process);
    const call = callApi(ingest.url);
    await call('PUT', `/projects/${project}`, { title: 'Shop' });
    for (let number = 0; number < INTEGRATIONS; number += 1) {
      const fields = { type: 'script', name: `counter-${number}`, script: counting };
      await call('POST', `/projects/${project}/integrations`, fields);
    }
    for (let number = 0; number < ACTIVITIES; number += 1)
      await call('POST', `/projects/${project}/activities`, await pushActivity(`a${number}`));
    const client = new Client(database.url);
    await client.connect();
    parts.defer(() => client.end());
    const expected = Array.from({ length: INTEGRATIONS }, () => ({ runs: ACTIVITIES, highest: ACTIVITIES }));
    await eventually(
      async () => {
        const { rows } = await client.query(`
          select count(*)::int as runs, max((regexp_match(output, '(\\d+)\\s*$'))[1]::int) as highest
          from activity_log where is_final and outcome = 'succeeded' group by integration_id`);
        expect(rows).toEqual(expected);
      },
      { withinMs: 60_000 },
    );
    for (const process of [ingest, ...workers]) {
      const log = await process.log();
      expect(log).not.toMatch(/prepared statement|"level":50/);
    }
  },
);
