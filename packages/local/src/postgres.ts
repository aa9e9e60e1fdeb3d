import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { claimDirectory, type Claim } from './claim.ts';
import { freePort } from './free-port.ts';
import { keepPort, readKeptPort } from './kept-port.ts';
import { logTail } from './log-file.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { createCluster, disownStalePid, isListening, postgresEnvironment } from './postgres-cluster.ts';
import { prepareHome, rememberedHome } from './server-home.ts';
import { quietly, type Progress } from './progress.ts';
import { chooseRunner, type Runner } from './runner.ts';
import { readOrCreateSecret } from './secret-file.ts';
import { spawnServer, stopIfAborted, type ServerProcess } from './server-process.ts';

/** How to start a PostgreSQL of one's own. */
export interface PostgresOptions {
  /** Holds the data, the password and the log, and is created when missing. */
  readonly directory: string;
  /** When left out: the one it had last, if that is free, else another. */
  readonly port?: number | undefined;
  /** Server settings by name, such as `{ fsync: 'off' }` for tests. Durable when left out. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly onProgress?: Progress | undefined;
  /** Ends a start under way: it stops what it has started, and rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** A running PostgreSQL. */
export interface PostgresServer extends AsyncDisposable {
  /** Of the database `upshot`, as its owner. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  readonly exited: Promise<string>;
  /** Fast shutdown: ends sessions, writes everything down, waits. */
  readonly stop: () => Promise<void>;
  /** `kill -9` of the postmaster. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a real PostgreSQL 18 from the npm package on 127.0.0.1, creating its database on the first start. Survives
 * restarts and `kill -9`; does not outlive this process. Throws, with the end of its log, when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const onProgress = options.onProgress ?? quietly;
  const runner = chooseRunner(join(await rememberedHome(options.directory), 'data', 'PG_VERSION'));
  const home = await prepareHome({ what: 'PostgreSQL', directory: options.directory, runner, onProgress });
  const claim = await claimDirectory(home, {
    what: 'PostgreSQL',
    stopSignal: 'SIGINT',
    signal: options.signal,
  });
  try {
    const bin = await postgresBinaries(runner, onProgress);
    const password = await readOrCreateSecret(join(home, 'password'));
    await createCluster({ bin, home, password, runner, signal: options.signal }, onProgress);
    await disownStalePid(home);
    const { server, port } = await launch({ bin, home, password, runner, options, claim });
    const ending = (end: () => Promise<void>) => async () => {
      await end();
      await claim.release();
    };
    return {
      url: urlOf(port, password, 'upshot'),
      pid: server.pid,
      port,
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
  readonly bin: string;
  readonly home: string;
  readonly password: string;
  readonly runner: Runner | undefined;
  readonly options: PostgresOptions;
  readonly claim: Claim;
}

/** What a first line of failure looks like that goes away by itself: backends of a killed postmaster, a lost port. */
const passing = /shared memory block .* is still in use|could not bind|could not create any TCP/;

async function launch(launched: Launch): Promise<{ server: ServerProcess; port: number }> {
  const logFile = join(launched.home, 'server.log');
  const deadline = performance.now() + 15_000;
  for (;;) {
    launched.options.signal?.throwIfAborted();
    const port = launched.options.port ?? (await freePort(await readKeptPort(launched.home)));
    const server = await spawnServer({
      command: join(launched.bin, 'postgres'),
      args: postgresArguments(launched, port),
      cwd: '/',
      env: postgresEnvironment,
      user: launched.runner,
      logFile,
      stopSignal: 'SIGINT',
    });
    await launched.claim.note(server.pid);
    const failure = await failureToStart(server, launched, urlOf(port, launched.password, 'postgres'));
    if (failure === undefined) {
      await keepPort(launched.home, port);
      return { server, port };
    }
    await server.kill();
    const tail = await logTail(logFile);
    if (!passing.test(tail) || performance.now() > deadline) {
      throw new Error(`PostgreSQL did not start: ${failure}. ${tail}`);
    }
    await delay(200);
  }
}

function postgresArguments({ home, options }: Launch, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  return [
    '-D',
    join(home, 'data'),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/**
 * Waits until the server answers and has our database, else says what kept it. Recovery may take its time. Nothing is
 * sent to the port before the server itself has noted that it listens there.
 */
async function failureToStart(
  server: ServerProcess,
  { home, options: { signal } }: Launch,
  url: string,
): Promise<string | undefined> {
  const deadline = performance.now() + 120_000;
  let failure: (Error & { code?: string }) | undefined;
  while (performance.now() < deadline) {
    if (await isListening(home, server.pid)) {
      failure = await ensureDatabase(url);
      if (failure === undefined) return undefined;
    }
    if (server.hasExited()) return `it ended with ${await server.exited}`;
    // 28P01: wrong password. Waiting would not help.
    if (failure?.code === '28P01')
      return 'the password file beside its data is not the one it was created with';
    await stopIfAborted(server, signal);
    await delay(25);
  }
  return `no answer within two minutes (${failure?.message ?? 'it does not listen'})`;
}

async function ensureDatabase(url: string): Promise<(Error & { code?: string }) | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const found = await client.query(`select from pg_database where datname = 'upshot'`);
    if (found.rowCount === 0) await client.query('create database upshot');
    return undefined;
  } catch (error) {
    return error as Error & { code?: string };
  } finally {
    await client.end().catch(() => {});
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://upshot:${password}@127.0.0.1:${port}/${database}`;
}
