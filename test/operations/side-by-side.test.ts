import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { check } from '../faults/check.ts';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startIngest, startWorker, type TestProcess } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { checkOut, findFormerVersion } from './support/former-version.ts';
import { addIntegrations, addWebhook, startTraffic, type Traffic } from './support/traffic.ts';

const former = await findFormerVersion();
if (former === undefined) {
  console.log(
    'Left out: there is no history of migrations here, so no former version to run (a shallow clone?).',
  );
}

it.skipIf(former === undefined)(
  'processes of the version before the newest migration work side by side with this version on the migrated schema',
  { timeout: 240_000 },
  async () => {
    await using parts = new AsyncDisposableStack();
    const directory = parts.use(await temporaryDirectory());
    const traffic = parts.use(await startTraffic(directory.path));
    const version = parts.use(await temporaryDirectory());
    await checkOut(former ?? '', version.path);
    const database = parts.use(await createTestDatabase());
    const redis = parts.use(await createTestRedis());
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      UPSHOT_QUEUE_PREFIX: redis.prefix,
      UPSHOT_EGRESS_ALLOW: `127.0.0.1:${traffic.receiverPort}`,
      UPSHOT_WEBHOOK_RETRY_SECONDS: '0.2,0.5,1,1,2,2,5,5,5,5',
    };
    const start = async (directory?: string) => ({
      ingest: parts.use(await startIngest(environment, directory)),
      worker: parts.use(await startWorker(environment, directory)),
    });
    const before = await start(version.path);
    const after = await start();
    await addIntegrations(before.ingest.url, traffic.receiverPort);
    await addWebhook(after.ingest.url, traffic.receiverPort);

    await traffic.produce([before.ingest.url, after.ingest.url]);
    await reached(traffic, 80);
    await before.worker.stop();
    expect(await before.worker.exited).toBe('exit code 0');
    const again = parts.use(await startWorker(environment, version.path));
    const workers = [before.worker, again, after.worker].map(({ pid }) => pid);
    await eventually(
      async () => expect(await workersOf(database.url)).toEqual(expect.arrayContaining(workers)),
      { withinMs: 90_000 },
    );
    await traffic.stopProducing();
    await drained(database.url);

    const acknowledged = traffic.acknowledged;
    const { broken } = await check(
      { databaseUrl: database.url, acknowledged, received: traffic.received },
      { mayInterrupt: false },
    );
    expect(Object.entries(broken).filter(([, cases]) => cases.length > 0)).toEqual([]);
    for (const process of [before.ingest, before.worker, again, after.ingest, after.worker]) {
      expect((await process.log()).split('\n').filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    }
    for (const process of [before.ingest, again]) {
      await process.stop();
      expect(await process.exited).toBe('exit code 0');
    }
  },
);

it('a process does not start on a schema that lacks a migration, and says what to do', async () => {
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  await query(
    database.url,
    `delete from kysely_migration where name = (select max(name) from kysely_migration)`,
  );
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url };
  for (const start of [startIngest, startWorker]) {
    await expect(start(environment)).rejects.toThrow(
      /the ledger lacks the migrations \d{4}-\S+: run "npm run migrate"/,
    );
  }
});

it('a process starts on a schema that has further migrations, and says so', async () => {
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  await query(database.url, `insert into kysely_migration values ('9999-later', '2999-01-01T00:00:00.000Z')`);
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url };
  for (const start of [startIngest, startWorker]) {
    await using process: TestProcess = await start(environment);
    expect(await process.log()).toMatch(
      /"unknown":\["9999-later"\].*newer schema, which this version supports/,
    );
  }
});

/** The process ids of the workers that settled something. */
async function workersOf(url: string): Promise<readonly number[]> {
  const rows = await query(url, 'select distinct worker from activity_log');
  return rows.map(({ worker }) => Number(/\.(\d+)\.[^.]+$/.exec(String(worker))?.[1]));
}

async function reached(traffic: Traffic, count: number): Promise<void> {
  await eventually(async () => expect((await traffic.acknowledged()).length).toBeGreaterThanOrEqual(count), {
    withinMs: 90_000,
  });
}

async function drained(url: string): Promise<void> {
  await eventually(async () => expect(await query(url, 'select id from pending_runs limit 1')).toEqual([]), {
    withinMs: 90_000,
  });
}

async function query(url: string, statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
