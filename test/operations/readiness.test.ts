import { join } from 'node:path';
import { startPostgres } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/ledger/migrate';
import { createTestDatabase, execute } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startIngest } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { callApi } from '@upshot/testing/system';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { mountSmallDisk } from '../faults/small-disk.ts';

const megabytes = 200;

interface Readiness {
  readonly status: number;
  readonly queue: string | undefined;
}

async function readReadiness(url: string): Promise<Readiness> {
  const response = await fetch(`${url}/readyz`);
  const { queue } = (await response.json()) as { queue?: string };
  return { status: response.status, queue };
}

async function becomesReady(url: string, status: 200 | 503): Promise<void> {
  await eventually(async () => expect(await readReadiness(url)).toMatchObject({ status }));
}

/** Posts activities, each with another id, until one is refused as the ledger refuses it. */
async function postUntilRefused(url: string): Promise<void> {
  let count = 0;
  const payload = { text: 'x'.repeat(500_000) };
  const post = () => {
    const activity = { id: `full${(count += 1)}`, type: 'environment.push', state: 'complete', payload };
    return callApi(url)('POST', '/projects/full/activities', activity);
  };
  await eventually(() => expect(post()).rejects.toThrow('ledger_unavailable'));
}

test('a ledger that is read-only is not ready, as a POST finds it', async () => {
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  await using ingest = await startIngest({ DATABASE_URL: database.url, REDIS_URL: redis.url });
  const setReadOnly = async (value: 'on' | 'off') => {
    await execute(
      database.url,
      `set transaction read write;
      do $$ begin
        execute format('alter database %I set default_transaction_read_only = ${value}', current_database());
      end $$`,
    );
    await execute(
      database.url,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
  };

  await setReadOnly('on');
  await becomesReady(ingest.url, 503);
  await expect(callApi(ingest.url)('PUT', '/projects/full', { title: 'Full' })).rejects.toThrow('503');
  await setReadOnly('off');
  await becomesReady(ingest.url, 200);
});

test('a ledger whose disk is full is not ready once a POST has found it so', async ({ skip }) => {
  await using directory = await temporaryDirectory();
  const mounted = await mountSmallDisk(join(directory.path, 'disk'), megabytes).catch(String);
  if (typeof mounted === 'string') return skip(`NOT TESTED, there is no small disk: ${mounted}`);
  await using disk = mounted;
  const settings = { max_wal_size: '64MB', min_wal_size: '32MB' };
  await using postgres = await startPostgres({ directory: disk.path, settings });
  await migrateToLatest(postgres.url);
  await using redis = await createTestRedis();
  await using ingest = await startIngest({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
  await callApi(ingest.url)('PUT', '/projects/full', { title: 'Full' });

  {
    await using _ = await disk.fill();
    await postUntilRefused(ingest.url);
    expect(await readReadiness(ingest.url)).toMatchObject({ status: 503 });
    expect(await readReadiness(ingest.url)).toMatchObject({ status: 503 });
  }
  await becomesReady(ingest.url, 200);
});

test('a Redis that refuses writes is reported as degraded', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startRedis({ directory: directory.path, appendOnly: false });
  await using database = await createTestDatabase();
  await using ingest = await startIngest({ DATABASE_URL: database.url, REDIS_URL: server.url });
  const redis = new Redis(server.url);
  const becomes = (queue: string) =>
    eventually(async () => expect(await readReadiness(ingest.url)).toEqual({ status: 200, queue }));

  await becomes('ok');
  await redis.config('SET', 'maxmemory', '1');
  await becomes('degraded');
  await redis.config('SET', 'maxmemory', '0');
  await becomes('ok');
  await redis.replicaof('127.0.0.1', '1');
  await becomes('degraded');
  redis.disconnect();
});
