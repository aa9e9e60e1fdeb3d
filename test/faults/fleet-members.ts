import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@upshot/local/free-port';
import { startPostgres, type PostgresServer } from '@upshot/local/postgres';
import { startRedis, type RedisServer } from '@upshot/local/redis';
import { eventually } from '@upshot/testing/eventually';
import type { TestProcess } from '@upshot/testing/processes';
import { Client } from 'pg';
import type { Clock } from './clock.ts';
import type { Member, Restartable } from './fleet-model.ts';
import type { SmallDisk } from './small-disk.ts';

/** Starts a service, and starts it again a moment after each of its deaths. */
export async function keepMember(
  name: string,
  clock: Clock,
  start: () => Promise<TestProcess>,
): Promise<Member & AsyncDisposable> {
  let process: TestProcess | undefined = await start();
  const ending = new AbortController();
  const keeping = (async () => {
    while (!ending.signal.aborted) {
      await process?.exited;
      await process?.[Symbol.asyncDispose]();
      process = undefined;
      await delay(200);
      // With its servers away it may not get ready: it is then tried again.
      if (!ending.signal.aborted) process = await start().catch(() => undefined);
    }
    await process?.[Symbol.asyncDispose]();
  })();
  return {
    name,
    clock,
    get process() {
      return process;
    },
    kill: async () => await process?.kill(),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await process?.kill();
      await keeping;
    },
  };
}

/** PostgreSQL keeps no more of its log than fits on a small disk. */
const smallLog = { max_wal_size: '96MB', min_wal_size: '32MB' };

type Stack = Pick<AsyncDisposableStack, 'defer'>;

/** Starts PostgreSQL; it can be killed and started again on the same port. */
export async function keepPostgres(
  directory: string,
  disk: SmallDisk | undefined,
  parts: Stack,
): Promise<Restartable> {
  const options = { directory: disk?.path ?? directory, port: await freePort(), settings: smallLog };
  let server: PostgresServer = await startPostgres(options);
  parts.defer(() => server.kill());
  const start = async () => {
    server = await startPostgres(options);
  };
  return {
    url: server.url,
    disk,
    kill: () => server.kill(),
    start,
    async revive() {
      const answering = untilAnswered(server.url).then(() => 'answers' as const);
      if ((await Promise.race([answering, server.exited])) === 'answers') return;
      await server.kill();
      await start();
    },
  };
}

/** Starts Redis; each start is with an empty one. */
export async function keepRedis(
  directory: string,
  disk: SmallDisk | undefined,
  parts: Stack,
): Promise<Restartable> {
  const options = { directory: disk?.path ?? directory, port: await freePort() };
  let server: RedisServer = await startRedis(options);
  parts.defer(() => server.kill());
  const start = async () => {
    await rm(join(options.directory, 'data'), { recursive: true, force: true });
    server = await startRedis(options);
  };
  return {
    url: server.url,
    disk,
    kill: () => server.kill(),
    start,
    async revive() {
      const isAlive = await Promise.race([server.exited.then(() => false), delay(500, true)]);
      if (isAlive) return;
      await server.kill();
      await start();
    },
  };
}

/** A server that recovers refuses connections for a while. Gives up after a minute. */
async function untilAnswered(url: string): Promise<void> {
  await eventually(
    async () => {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
      client.on('error', () => undefined);
      await client.connect();
      await client.end();
    },
    { withinMs: 60_000 },
  );
}
