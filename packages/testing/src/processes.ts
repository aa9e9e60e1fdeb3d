import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReady as isServing } from '@upshot/local/api';
import { freePort } from '@upshot/local/free-port';
import { ingestIsReady } from '@upshot/local/ingest';
import { logTail } from '@upshot/local/log-file';
import { spawnServer, type ServerProcess } from '@upshot/local/server-process';
import { workerIsReady } from '@upshot/local/service';
import { eventually } from './eventually.ts';

type Environment = Readonly<Record<string, string>>;

/** A service under test: a real process with everything it wrote. */
export interface TestProcess extends AsyncDisposable {
  readonly pid: number;
  /** Settles with the exit code or signal. */
  readonly exited: Promise<string>;
  /** Standard output and standard error so far. */
  readonly log: () => Promise<string>;
  /** Sends a signal, such as SIGSTOP, without waiting. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** SIGTERM; waits for the end. */
  readonly stop: () => Promise<void>;
  /** SIGKILL; waits for the end. */
  readonly kill: () => Promise<void>;
}

/** The admin token every ingest under test accepts. */
export const adminToken = 'upshot_admin_only-for-tests-on-this-machine';

/** The key of every service under test. */
export const secretKey = Buffer.alloc(32, 7).toString('base64');

const projectDirectory = join(import.meta.dirname, '..', '..', '..');

const commonEnvironment: Environment = {
  UPSHOT_SECRET_KEY: secretKey,
  LOG_LEVEL: 'info',
  // Saves a third of the time that a service takes to start.
  NODE_COMPILE_CACHE: join(projectDirectory, 'node_modules/.cache/upshot'),
};

/**
 * Starts ingest on a free port (or the `PORT` given) and waits until it is ready. Needs DATABASE_URL and REDIS_URL.
 * `directory` is the project's, where it is another version.
 */
export async function startIngest(
  environment: Environment,
  directory = projectDirectory,
): Promise<TestProcess & { readonly url: string }> {
  const port = environment['PORT'] ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...commonEnvironment,
    UPSHOT_ADMIN_TOKEN: adminToken,
    HOST: '127.0.0.1',
    PORT: port,
    ...environment,
  };
  const ingest = await startProcess(join(directory, 'services/ingest/src/main.ts'), env, (log) =>
    // Other versions may word their log in another way.
    directory === projectDirectory ? ingestIsReady(log, Number(port)) : isServing(url),
  );
  return { ...ingest, url };
}

/** Starts a worker and waits until it is ready. Needs DATABASE_URL and REDIS_URL. */
export function startWorker(environment: Environment, directory = projectDirectory): Promise<TestProcess> {
  const main = join(directory, 'services/worker/src/main.ts');
  return startProcess(main, { ...commonEnvironment, ...environment }, workerIsReady);
}

/**
 * Starts one of our main files with exactly this environment and waits until it says it is ready. Throws, with its
 * last words, when it does not.
 */
export async function startProcess(
  main: string,
  environment: Environment,
  isReady: (log: string) => boolean | Promise<boolean>,
  args: readonly string[] = [],
): Promise<TestProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'upshot-process-'));
  const logFile = join(directory, 'output.log');
  const server = await spawnServer({
    command: process.execPath,
    args: [main, ...args],
    cwd: projectDirectory,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    logFile,
    stopSignal: 'SIGTERM',
  });
  const log = () => readFile(logFile, 'utf8');
  const dispose = async () => {
    await server.kill();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilReady(server, () => log().then(isReady));
  } catch (error) {
    const tail = await logTail(logFile);
    await dispose();
    throw new Error(`${main} is not ready: ${(error as Error).message}. ${tail}`, { cause: error });
  }
  return {
    pid: server.pid,
    exited: server.exited,
    log,
    signal: (name) => process.kill(server.pid, name),
    stop: server.stop,
    kill: server.kill,
    [Symbol.asyncDispose]: dispose,
  };
}

async function untilReady(server: ServerProcess, isReady: () => Promise<boolean>): Promise<void> {
  await eventually(
    async () => {
      if (server.hasExited()) return;
      if (!(await isReady())) throw new Error('it does not say so within 30 seconds');
    },
    { withinMs: 30_000 },
  );
  if (server.hasExited()) throw new Error(`it ended with ${await server.exited}`);
}
