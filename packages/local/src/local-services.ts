import { join } from 'node:path';
import type { LocalSettings } from './home.ts';
import { startIngestAt, startIngestFrom, type LocalIngest } from './ingest.ts';
import { keepRunning, type Kept } from './keep-running.ts';
import { makeFolderOf } from './private-folder.ts';
import type { Runner } from './runner.ts';
import type { ServerProcess } from './server-process.ts';
import type { Servers } from './servers.ts';
import { startService, workerIsReady } from './service.ts';
import { note } from './terminal.ts';

/** What the services are started with. */
export interface LocalServices {
  readonly settings: LocalSettings;
  readonly servers: Servers;
  /** For queries of analysts; undefined when they have no role. */
  readonly readerUrl: string | undefined;
  /** Where the demo's webhooks go, which workers must be allowed to reach. */
  readonly receiverPort: number;
  /** The account they run as; ours when undefined. */
  readonly user: Runner | undefined;
  readonly signal: AbortSignal;
}

/** Starts the workers and ingest side by side, and returns ingest. Ingest is stopped before the workers. */
export async function startServices(
  running: AsyncDisposableStack,
  services: LocalServices,
): Promise<LocalIngest> {
  await makeFolderOf(services.user, compileCache(services.settings));
  const [workers, ingest] = await Promise.allSettled([
    startWorkers(running, services),
    startIngest(running, services),
  ]);
  if (workers.status === 'rejected') throw workers.reason;
  if (ingest.status === 'rejected') throw ingest.reason;
  return ingest.value;
}

async function startWorkers(
  running: AsyncDisposableStack,
  { settings, servers, receiverPort, user, signal }: LocalServices,
): Promise<void> {
  const env = { ...commonEnvironment(settings, servers), UPSHOT_EGRESS_ALLOW: egressAllowed(receiverPort) };
  const workers: Kept<ServerProcess>[] = [];
  running.defer(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  });
  const startWorker = async (number: number) => {
    const name = `worker-${number}`;
    const options = { env: { ...env, ...metricsPort(number) }, logDirectory: settings.logs, user, signal };
    const main = 'services/worker/src/main.ts';
    const start = () => startService({ name, main, isReady: workerIsReady, ...options });
    workers.push(await keepRunning(name, start, note));
  };
  const numbers = Array.from({ length: settings.workers }, (_, index) => index + 1);
  const started = await Promise.allSettled(numbers.map(startWorker));
  for (const result of started) if (result.status === 'rejected') throw result.reason;
}

/** Later starts keep the port of the first one: people and programs know it by then. */
async function startIngest(
  running: AsyncDisposableStack,
  { settings, servers, readerUrl, user, signal }: LocalServices,
): Promise<LocalIngest> {
  const env = {
    ...commonEnvironment(settings, servers),
    UPSHOT_ADMIN_TOKEN: settings.adminToken,
    ...(readerUrl === undefined ? {} : { UPSHOT_READER_URL: readerUrl }),
  };
  const options = { name: 'ingest', env, logDirectory: settings.logs, user, signal };
  const start = (previous?: LocalIngest) =>
    previous === undefined
      ? startIngestFrom(settings.wantedPort, options)
      : startIngestAt(previous.port, options);
  const ingest = await keepRunning('ingest', start, note);
  running.defer(ingest.stop);
  return ingest.current();
}

function commonEnvironment(settings: LocalSettings, servers: Servers): Record<string, string> {
  return {
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    UPSHOT_SECRET_KEY: settings.secretKey,
    // Saves a third of the time it takes to start.
    NODE_COMPILE_CACHE: compileCache(settings),
    // A worker says that it is ready at this level.
    LOG_LEVEL: 'info',
  };
}

/** Services of one machine cannot share the port: ingest has the given one, and each worker one of the next. */
function metricsPort(worker: number): Record<string, string> {
  const first = Number(process.env['UPSHOT_METRICS_PORT'] ?? 0);
  return first > 0 ? { UPSHOT_METRICS_PORT: String(first + worker) } : {};
}

function compileCache({ home }: LocalSettings): string {
  return join(home, 'compile-cache');
}

/** The demo's webhook goes to this machine, which webhooks may not reach unless the operator allows it. */
function egressAllowed(receiverPort: number): string {
  return [process.env['UPSHOT_EGRESS_ALLOW'], `127.0.0.1:${receiverPort}`].filter(Boolean).join(',');
}
