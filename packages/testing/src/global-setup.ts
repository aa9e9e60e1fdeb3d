import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from '@upshot/local/build-console';
import { startPostgres } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import { migrateToLatest } from '@upshot/ledger/migrate';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { templateDatabase, type SharedServers } from './shared-servers.ts';

/** Real servers, but in no hurry to reach the disk. Tests of faults start durable ones of their own. */
const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  autovacuum_naptime: '10s',
};

/** Starts PostgreSQL and Redis once for the whole test run, on free ports and in a folder of this run's own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'upshot-test-'));
  await chmod(directory, 0o711);
  const running = new AsyncDisposableStack();
  running.defer(() => rm(directory, { recursive: true, force: true }));
  try {
    project.provide('servers', await startServers(directory, running));
  } catch (error) {
    project.provide('servers', { failure: describe(error) });
  }
  return () => running.disposeAsync();
}

async function startServers(directory: string, running: AsyncDisposableStack): Promise<SharedServers> {
  const [postgres, redis] = await Promise.all([
    startPostgres({ directory: join(directory, 'postgres'), settings: fastSettings, onProgress: say }),
    startRedis({ directory: join(directory, 'redis'), appendOnly: false, onProgress: say }),
    buildConsole(say),
  ]);
  running.use(postgres);
  running.use(redis);
  await createTemplate(postgres.url);
  return { databaseUrl: postgres.url, redisUrl: redis.url };
}

function say(message: string): void {
  console.log(message);
}

async function createTemplate(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`create database ${templateDatabase}`);
    const template = new URL(databaseUrl);
    template.pathname = templateDatabase;
    await migrateToLatest(template.href);
    await client.query(`alter database ${templateDatabase} with is_template true allow_connections false`);
  } finally {
    await client.end();
  }
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause === undefined ? message : `${message} (${describe(cause)})`;
}
