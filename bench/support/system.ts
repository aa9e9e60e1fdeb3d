import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@upshot/local/free-port';
import { startPostgres } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/shared/database/migrate';

const root = join(import.meta.dirname, '..', '..');

/** A whole system on servers of its own, durable as in production. */
export interface BenchSystem extends AsyncDisposable {
  readonly api: string;
  readonly token: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly pids: {
    readonly ingest: number;
    readonly workers: readonly number[];
    readonly postgres: number;
    readonly redis: number;
  };
}

/** Starts PostgreSQL, Redis, ingest and workers. */
export async function startBenchSystem(workers: number): Promise<BenchSystem> {
  await using parts = new AsyncDisposableStack();
  const { path: directory } = parts.use(await temporaryDirectory());
  const postgres = parts.use(
    await startPostgres({ directory: join(directory, 'postgres'), onProgress: () => undefined }),
  );
  const redis = parts.use(await startRedis({ directory: join(directory, 'redis') }));
  await migrateToLatest(postgres.url);
  const token = 'bench-admin-token-0123456789abcdefghijkl';
  const port = await freePort();
  const environment = {
    ...process.env,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    HOST: '127.0.0.1',
    PORT: String(port),
    UPSHOT_ADMIN_TOKEN: token,
    UPSHOT_SECRET_KEY: Buffer.alloc(32, 3).toString('base64'),
    LOG_LEVEL: 'error',
  };
  const start = (main: string) => parts.adopt(startService(main, environment), stopService);
  const workerProcesses = Array.from({ length: workers }, () => start('services/worker/src/main.ts'));
  const ingest = start('services/ingest/src/main.ts');
  const base = `http://127.0.0.1:${port}`;
  await untilReady(`${base}/readyz`);
  const running = parts.move();
  return {
    api: `${base}/api`,
    token,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    pids: {
      ingest: ingest.pid ?? 0,
      workers: workerProcesses.map(({ pid }) => pid ?? 0),
      postgres: postgres.pid,
      redis: redis.pid,
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function startService(main: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [main], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function stopService(service: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => service.once('exit', resolve));
  if (service.exitCode !== null) return;
  service.kill('SIGTERM');
  await ended;
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return;
    await delay(100);
  }
  throw new Error(`${url} was not ready within 30 seconds`);
}
