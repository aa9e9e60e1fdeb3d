import { join } from 'node:path';
import { isReady } from './api.ts';
import type { LocalSettings } from './home.ts';
import { keepRunning, type Kept } from './keep-running.ts';
import type { ServerProcess } from './server-process.ts';
import type { Servers } from './servers.ts';
import { startService, workerIsReady } from './service.ts';
import { note } from './terminal.ts';

/** Starts the workers and ingest side by side, and returns ingest's address. Ingest is stopped before the workers. */
export async function startServices(
  running: AsyncDisposableStack,
  settings: LocalSettings,
  servers: Servers,
  receiverPort: number,
): Promise<string> {
  const [workers, ingest] = await Promise.allSettled([
    startWorkers(running, settings, servers, receiverPort),
    startIngest(running, settings, servers),
  ]);
  if (workers.status === 'rejected') throw workers.reason;
  if (ingest.status === 'rejected') throw ingest.reason;
  return ingest.value;
}

async function startWorkers(
  running: AsyncDisposableStack,
  settings: LocalSettings,
  servers: Servers,
  receiverPort: number,
): Promise<void> {
  const env = { ...commonEnvironment(settings, servers), UPSHOT_EGRESS_ALLOW: egressAllowed(receiverPort) };
  const workers: Kept<ServerProcess>[] = [];
  running.defer(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  });
  const startWorker = async (name: string) => {
    const main = 'services/worker/src/main.ts';
    const start = () =>
      startService({ name, main, env, logDirectory: settings.logs, isReady: workerIsReady });
    workers.push(await keepRunning(name, start, note));
  };
  const names = Array.from({ length: settings.workers }, (_, index) => `worker-${index + 1}`);
  const started = await Promise.allSettled(names.map(startWorker));
  for (const result of started) if (result.status === 'rejected') throw result.reason;
}

async function startIngest(
  running: AsyncDisposableStack,
  settings: LocalSettings,
  servers: Servers,
): Promise<string> {
  const url = `http://127.0.0.1:${settings.port}`;
  const env = {
    ...commonEnvironment(settings, servers),
    UPSHOT_ADMIN_TOKEN: settings.adminToken,
    HOST: '127.0.0.1',
    PORT: String(settings.port),
  };
  const main = 'services/ingest/src/main.ts';
  const start = () =>
    startService({ name: 'ingest', main, env, logDirectory: settings.logs, isReady: () => isReady(url) });
  const ingest = await keepRunning('ingest', start, note);
  running.defer(ingest.stop);
  return url;
}

function commonEnvironment(settings: LocalSettings, servers: Servers): Record<string, string> {
  return {
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    UPSHOT_SECRET_KEY: settings.secretKey,
    // Saves a third of the time it takes to start.
    NODE_COMPILE_CACHE: join(settings.home, 'compile-cache'),
    // A worker says that it is ready at this level.
    LOG_LEVEL: 'info',
  };
}

/** The demo's webhook goes to this machine, which webhooks may not reach unless the operator allows it. */
function egressAllowed(receiverPort: number): string {
  return [process.env['UPSHOT_EGRESS_ALLOW'], `127.0.0.1:${receiverPort}`].filter(Boolean).join(',');
}
