import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { claimDirectory, type Claim } from './claim.ts';
import { findRedis } from './find-redis.ts';
import { freePort } from './free-port.ts';
import { quietly, type Progress } from './progress.ts';
import { environmentFor, type RedisBinary } from './redis-binary.ts';
import { readOrCreateSecret } from './secret-file.ts';
import { logTail, spawnServer, type ServerProcess } from './server-process.ts';

/** How to start a Redis of one's own. */
export interface RedisOptions {
  /** Holds the data, the password and the log, and is created when missing. */
  readonly directory: string;
  /** A free one when left out. */
  readonly port?: number | undefined;
  /** Keeps data over restarts, losing at most a second of it. True when left out. */
  readonly appendOnly?: boolean | undefined;
  readonly onProgress?: Progress | undefined;
}

/** A running Redis. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  readonly version: string;
  readonly exited: Promise<string>;
  /** Writes everything down, ends, waits. */
  readonly stop: () => Promise<void>;
  /** `kill -9`. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a real Redis on 127.0.0.1, set up as BullMQ needs it (`noeviction`, append-only file). Does not outlive this
 * process. Throws, with the end of its log, when it does not come up.
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const directory = resolve(options.directory);
  const binary = await findRedis(options.onProgress ?? quietly);
  await mkdir(join(directory, 'data'), { recursive: true, mode: 0o711 });
  const claim = await claimDirectory(directory, { what: 'Redis', stopSignal: 'SIGTERM' });
  try {
    const password = await readOrCreateSecret(join(directory, 'password'));
    const { server, port } = await launch({ binary, directory, password, options, claim });
    const ending = (end: () => Promise<void>) => async () => {
      await end();
      await claim.release();
    };
    return {
      url: urlOf(port, password),
      pid: server.pid,
      port,
      version: binary.version,
      exited: server.exited,
      stop: ending(server.stop),
      kill: ending(server.kill),
      [Symbol.asyncDispose]: ending(server.stop),
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

interface Launch {
  readonly binary: RedisBinary;
  readonly directory: string;
  readonly password: string;
  readonly options: RedisOptions;
  readonly claim: Claim;
}

async function launch(launched: Launch): Promise<{ server: ServerProcess; port: number }> {
  const { binary, directory, password, options, claim } = launched;
  const logFile = join(directory, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const configuration = join(directory, 'redis.conf');
    await writeFile(configuration, redisConfiguration(launched, port), { mode: 0o600 });
    const server = await spawnServer({
      command: binary.command,
      args: [configuration],
      cwd: directory,
      env: environmentFor(binary.libraryPath),
      logFile,
      stopSignal: 'SIGTERM',
    });
    await claim.note(server.pid);
    if (await ready(server, urlOf(port, password))) return { server, port };
    await server.kill();
    const tail = await logTail(logFile);
    if (attempt === 3 || !/Address already in use/.test(tail)) {
      throw new Error(`Redis did not start (${await server.exited}). ${tail}`);
    }
  }
}

function redisConfiguration({ directory, password, options }: Launch, port: number): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${join(directory, 'data')}"`,
    `appendonly ${options.appendOnly === false ? 'no' : 'yes'}`,
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'databases 1024',
    'daemonize no',
    '',
  ].join('\n');
}

/** Waits until the server has loaded its data and answers. False when it ends first. */
async function ready(server: ServerProcess, url: string): Promise<boolean> {
  const deadline = performance.now() + 60_000;
  while (!server.hasExited() && performance.now() < deadline) {
    if (await answers(url)) return true;
    await delay(25);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

function urlOf(port: number, password: string): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}
