import { join } from 'node:path';
import { enableReader } from '@upshot/ledger/reader/enable-reader';
import { openApi } from './api.ts';
import { buildConsole } from './build-console.ts';
import { checkLoopback } from './check-loopback.ts';
import { claimDirectory } from './claim.ts';
import { createConsoleLink } from './console-link.ts';
import { finishedRuns, postPush, seedDemo } from './demo.ts';
import { startDemoReceiver, type ReceivedWebhook } from './demo-receiver.ts';
import { describeFault } from './describe-fault.ts';
import { homeDirectory, openHome } from './home.ts';
import { keepPort } from './kept-port.ts';
import { startServices, type LocalServices } from './local-services.ts';
import { runCommand } from './run-command.ts';
import { startServers } from './servers.ts';
import { projectDirectory } from './service.ts';
import { serviceRunner } from './service-runner.ts';
import { showNextSteps, showRuns } from './show.ts';
import { stopRequested, untilAborted } from './stop-signal.ts';
import { note, paint, say, step } from './terminal.ts';

/** `npm start`: everything on this machine, with a demo, until Ctrl-C. */
async function main(stop: AbortSignal): Promise<void> {
  await using running = new AsyncDisposableStack();
  try {
    await start(running, stop);
    say(`${paint('bold', 'Running.')} ${paint('dim', 'Ctrl-C stops everything; the data stays.')}`);
    await untilAborted(stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  say(`\nStopping: ingest, workers, Redis, PostgreSQL …`);
}

/** Each part goes onto the stack when it runs; they are stopped in the reverse order. */
async function start(running: AsyncDisposableStack, signal: AbortSignal): Promise<void> {
  const settings = await openHome();
  await checkLoopback();
  say(`${paint('bold', 'Upshot')} ${paint('dim', `keeps its data in ${settings.home}`)}`);
  const claim = await claimDirectory(settings.home, { what: 'Upshot', stopSignal: 'SIGTERM', signal });
  running.defer(claim.release);
  const consoleBuilt = buildConsole(note, signal);
  const servers = await step(async () => {
    const started = await startServers({ directory: settings.home, onProgress: note, signal });
    return ['PostgreSQL and Redis are running', running.use(started)];
  });
  signal.throwIfAborted();
  const user = serviceRunner(settings.runner, note);
  await step(async () => [
    'The database is up to date',
    await migrate(servers.databaseUrl, { user, signal }),
  ]);
  const readerUrl = await openReader(servers.databaseUrl, settings.readerPassword);
  await consoleBuilt;
  const receiver = running.use(
    await startDemoReceiver({
      preferredPort: (settings.wantedPort + 10_000) % 65_536,
      key: settings.demoKey,
      onReceived: tell,
    }),
  );
  signal.throwIfAborted();
  const { url, port } = await step(async () => {
    const parts = { settings, servers, readerUrl, receiverPort: receiver.port, user, signal };
    const ingest = await startServices(running, parts);
    return [`Ingest and ${settings.workers} workers are ready: ${ingest.url}`, ingest];
  });
  if (port !== settings.wantedPort) note(`Port ${settings.wantedPort} is taken; using ${port}.`);
  await keepPort(settings.home, port);
  signal.throwIfAborted();

  const api = openApi(url, settings.adminToken, signal);
  const demo = await step(async () => {
    const seeds = { home: settings.home, webhookUrl: receiver.url, key: settings.demoKey };
    return ['Project demo has a script and a webhook', await seedDemo(api, seeds)];
  });
  const activity = await postPush(api);
  showRuns(activity, await finishedRuns(api, activity, signal), demo);
  showNextSteps({
    url,
    consoleLink: await createConsoleLink(api),
    token: settings.adminToken,
    readerUrl: readerUrl ?? servers.databaseUrl,
    demo,
    receiverUrl: receiver.url,
    home: settings.home,
  });
}

async function migrate(
  databaseUrl: string,
  { user, signal }: Pick<LocalServices, 'user' | 'signal'>,
): Promise<void> {
  const command = join(projectDirectory, 'packages/ledger/src/migrate-command.ts');
  try {
    const env = { ...process.env, DATABASE_URL: databaseUrl };
    await runCommand(process.execPath, [command], { env, cwd: projectDirectory, signal, ...user });
  } catch (cause) {
    throw new Error(`The migrations failed: ${(cause as Error).message}`, { cause });
  }
}

/** The URL for analysts; undefined on a server of the operator's own, where this user may not change roles. */
async function openReader(databaseUrl: string, password: string): Promise<string | undefined> {
  try {
    return await enableReader(databaseUrl, password);
  } catch (fault) {
    note(`Analysts have no role of their own: ${(fault as Error).message}`);
    return undefined;
  }
}

function tell({ signature, body }: ReceivedWebhook): void {
  const { type = 'something', id = '' } = JSON.parse(body) as { type?: string; id?: string };
  note(`The demo receiver got a webhook: ${type} ${id}, signature ${signature}`);
}

try {
  await main(stopRequested());
} catch (error) {
  console.error(`\n${paint('red', '✗')} ${describeFault(error, homeDirectory())}`);
  process.exitCode = 1;
}
