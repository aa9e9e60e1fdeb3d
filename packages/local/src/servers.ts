import { join } from 'node:path';
import { keepRunning } from './keep-running.ts';
import { startPostgres } from './postgres.ts';
import { quietly, type Progress } from './progress.ts';
import { startRedis } from './redis.ts';

/** Where the servers' data lives, and which servers of one's own to use instead. */
export interface ServersOptions {
  readonly directory: string;
  /** `DATABASE_URL` and `REDIS_URL`, when set, name running servers; then none is started for that part. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly onProgress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The two servers Upshot stands on. */
export interface Servers extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
}

/** Starts PostgreSQL and Redis, and starts them again, at the same address, if they should end by themselves. */
export async function startServers(options: ServersOptions): Promise<Servers> {
  await using started = new AsyncDisposableStack();
  const databaseUrl = await providePostgres(options, started);
  const redisUrl = await provideRedis(options, started);
  const servers = started.move();
  const stop = () => servers.disposeAsync();
  return { databaseUrl, redisUrl, stop, [Symbol.asyncDispose]: stop };
}

async function providePostgres(options: ServersOptions, started: AsyncDisposableStack): Promise<string> {
  const { directory, environment = process.env, onProgress = quietly, signal } = options;
  if (environment['DATABASE_URL']) {
    onProgress('PostgreSQL: the one DATABASE_URL names');
    return environment['DATABASE_URL'];
  }
  const home = join(directory, 'postgres');
  const start = (previous?: { port: number }) =>
    startPostgres({ directory: home, port: previous?.port, onProgress, signal });
  const postgres = await keepRunning('PostgreSQL', start, onProgress);
  started.defer(postgres.stop);
  return postgres.current().url;
}

async function provideRedis(options: ServersOptions, started: AsyncDisposableStack): Promise<string> {
  const { directory, environment = process.env, onProgress = quietly, signal } = options;
  if (environment['REDIS_URL']) {
    onProgress('Redis: the one REDIS_URL names');
    return environment['REDIS_URL'];
  }
  const home = join(directory, 'redis');
  const start = (previous?: { port: number }) =>
    startRedis({ directory: home, port: previous?.port, onProgress, signal });
  const redis = await keepRunning('Redis', start, onProgress);
  started.defer(redis.stop);
  return redis.current().url;
}
