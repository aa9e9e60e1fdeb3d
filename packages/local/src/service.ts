import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { logTail } from './log-file.ts';
import type { Runner } from './runner.ts';
import { spawnServer, stopIfAborted, type ServerProcess } from './server-process.ts';

/** The project's folder, where the services' relative paths start. */
export const projectDirectory = join(import.meta.dirname, '..', '..', '..');

/** One process of ours: ingest or a worker. */
export interface ServiceOptions {
  readonly name: string;
  /** Its main file, from the project's folder. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  /** Asked again and again, with the log so far, until it says yes. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
  /** The account it runs as; ours when left out. */
  readonly user?: Runner | undefined;
  /** Ends a start under way: the service is stopped, and the start rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** A service that could not listen, because another process has its port. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** Names are resolved by threads: a silent name server must not hold them all, nor any for long. */
const resolving = { UV_THREADPOOL_SIZE: '16', RES_OPTIONS: 'timeout:2 attempts:2' };

/** Tells from a worker's log whether it takes lanes; it says so at the level `info`. */
export function workerIsReady(log: string): boolean {
  return log.includes('"worker ready"');
}

/** Starts a service and waits until it is ready. Throws, with the end of its log, when it ends or takes too long. */
export async function startService(options: ServiceOptions): Promise<ServerProcess> {
  const logFile = join(options.logDirectory, `${options.name}.log`);
  const service = await spawnServer({
    command: process.execPath,
    args: [options.main],
    cwd: projectDirectory,
    env: { ...resolving, ...process.env, ...options.env },
    user: options.user,
    logFile,
    stopSignal: 'SIGTERM',
    // The servers go at the same time, so there is little left to drain with.
    orphanSeconds: 5,
  });
  const failure = await failureToStart(service, options, logFile);
  if (failure === undefined) return service;
  await service.kill();
  options.signal?.throwIfAborted();
  const explanation = `${options.name} did not start: ${failure}. ${await logTail(logFile)}`;
  throw explanation.includes('EADDRINUSE') ? new PortTaken(explanation) : new Error(explanation);
}

async function failureToStart(
  service: ServerProcess,
  { isReady, signal }: ServiceOptions,
  logFile: string,
): Promise<string | undefined> {
  const deadline = performance.now() + 60_000;
  while (!(await isReady(await readFile(logFile, 'utf8')))) {
    if (service.hasExited()) return `it ended with ${await service.exited}`;
    if (performance.now() > deadline) return 'it was not ready within a minute';
    await stopIfAborted(service, signal);
    await delay(50);
  }
  return undefined;
}
