import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { claimDirectory, type Claim } from './claim.ts';
import { findRedis } from './find-redis.ts';
import { freePort } from './free-port.ts';
import { keepPort, readKeptPort } from './kept-port.ts';
import { logTail } from './log-file.ts';
import { makeFolderOf } from './private-folder.ts';
import { quietly, type Progress } from './progress.ts';
import { environmentFor, type RedisBinary } from './redis-binary.ts';
import { chooseRunner, type Runner } from './runner.ts';
import { readOrCreateSecret } from './secret-file.ts';
import { prepareHome, rememberedHome } from './server-home.ts';
import { spawnServer, stopIfAborted, type ServerProcess } from './server-process.ts';

/** How to start a Redis of one's own. */
export interface RedisOptions {
  /** Holds the data, the password and the log, and is created when missing. */
  readonly directory: string;
  /** When left out: the one it had last, if that is free, else another. */
  readonly port?: number | undefined;
  /** Keeps data over restarts, losing at most a second of it. True when left out. */
  readonly appendOnly?: boolean | undefined;
  readonly onProgress?: Progress | undefined;
  /** Ends a start under way: it stops what it has started, and rejects. */
  readonly signal?: AbortSignal | undefined;
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
  const { onProgress = quietly, signal } = options;
  const runner = chooseRunner(join(await rememberedHome(options.directory), 'data'));
  const binary = await findRedis(onProgress, { signal, runner });
  const directory = await prepareHome({
    what: 'Redis',
    directory: options.directory,
    runner,
    onProgress,
  });
  const claim = await claimDirectory(directory, {
    what: 'Redis',
    stopSignal: 'SIGTERM',
    signal,
  });
  try {
    await makeFolderOf(runner, join(directory, 'data'));
    const password = await readOrCreateSecret(join(directory, 'password'));
    const { server, port } = await launch({ binary, directory, password, runner, options, claim });
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
  readonly runner: Runner | undefined;
  readonly options: RedisOptions;
  readonly claim: Claim;
}

async function launch(launched: Launch): Promise<{ server: ServerProcess; port: number }> {
  const { binary, directory, password, runner, options, claim } = launched;
  const logFile = join(directory, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    const port = options.port ?? (await freePort(await readKeptPort(directory)));
    const configuration = join(directory, 'redis.conf');
    await writeFile(configuration, redisConfiguration(launched, port), { mode: 0o600 });
    if (runner !== undefined) await chown(configuration, runner.uid, runner.gid);
    const server = await spawnServer({
      command: binary.command,
      args: [configuration],
      cwd: directory,
      env: environmentFor(binary.libraryPath),
      user: runner,
      logFile,
      stopSignal: 'SIGTERM',
    });
    await claim.note(server.pid);
    if (await ready(server, { url: urlOf(port, password), logFile, signal: options.signal })) {
      await keepPort(directory, port);
      return { server, port };
    }
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

interface Probe {
  readonly url: string;
  readonly logFile: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Waits until the server has loaded its data and answers. False when it ends first. The password is not sent before
 * the server's own log says that it listens: until then another process may have the port.
 */
async function ready(server: ServerProcess, { url, logFile, signal }: Probe): Promise<boolean> {
  const deadline = performance.now() + 60_000;
  while (!server.hasExited() && performance.now() < deadline) {
    const log = await readFile(logFile, 'utf8');
    if (log.includes('Ready to accept connections') && (await answers(url))) return true;
    await stopIfAborted(server, signal);
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
