import { join } from 'node:path';
import { freePort } from '@upshot/local/free-port';
import { startIngestFrom } from '@upshot/local/ingest';
import { startPostgres } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import type { ServerProcess } from '@upshot/local/server-process';
import { startService, workerIsReady } from '@upshot/local/service';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/ledger/migrate';
import { warmLog } from './warm-log.ts';

/** A system, as its producers and readers of its ledger see it. */
export interface ReachableSystem {
  readonly api: string;
  readonly token: string;
  readonly databaseUrl: string;
}

/** A whole system on servers of its own, durable as in production. */
export interface BenchSystem extends ReachableSystem, AsyncDisposable {
  readonly redisUrl: string;
  readonly pids: {
    readonly ingest: number;
    readonly workers: readonly number[];
    readonly postgres: number;
    readonly redis: number;
  };
}

/** The system that UPSHOT_URL, UPSHOT_TOKEN and DATABASE_URL lead to. Throws when one of them is not set. */
export function systemOfEnvironment(): ReachableSystem {
  const valueOf = (name: string) => {
    const value = process.env[name];
    if (value === undefined || value === '') throw new Error(`${name} must be set`);
    return value;
  };
  return {
    api: `${valueOf('UPSHOT_URL')}/api`,
    token: valueOf('UPSHOT_TOKEN'),
    databaseUrl: valueOf('DATABASE_URL'),
  };
}

/** Starts PostgreSQL, Redis, ingest and workers. */
export async function startBenchSystem(
  workers: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchSystem> {
  await using parts = new AsyncDisposableStack();
  const { path: directory } = parts.use(await temporaryDirectory());
  const postgres = parts.use(
    await startPostgres({ directory: join(directory, 'postgres'), onProgress: () => undefined }),
  );
  const redis = parts.use(await startRedis({ directory: join(directory, 'redis') }));
  await migrateToLatest(postgres.url);
  await warmLog(postgres.url);
  const token = 'bench-admin-token-0123456789abcdefghijkl';
  const env = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    UPSHOT_ADMIN_TOKEN: token,
    UPSHOT_SECRET_KEY: Buffer.alloc(32, 3).toString('base64'),
    LOG_LEVEL: 'info',
    ...settings,
  };
  const options = { env, logDirectory: directory };
  const untilStopped = <T extends ServerProcess>(server: T) => parts.adopt(server, ({ stop }) => stop());
  const startWorker = (name: string) =>
    startService({ ...options, name, main: 'services/worker/src/main.ts', isReady: workerIsReady });
  const workerProcesses: ServerProcess[] = [];
  for (let index = 0; index < workers; index++) {
    workerProcesses.push(untilStopped(await startWorker(`worker-${index}`)));
  }
  const ingest = untilStopped(await startIngestFrom(await freePort(), { ...options, name: 'ingest' }));
  const running = parts.move();
  return {
    api: `${ingest.url}/api`,
    token,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    pids: {
      ingest: ingest.pid,
      workers: workerProcesses.map(({ pid }) => pid),
      postgres: postgres.pid,
      redis: redis.pid,
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
