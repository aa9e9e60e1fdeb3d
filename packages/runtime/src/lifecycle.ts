import type { Logger } from './logger.ts';

/** npm passes on Ctrl-C, which the terminal has already sent to the service: one request, seen twice. */
const REPEAT_MS = 1000;

/**
 * Runs a service until SIGTERM or SIGINT, then disposes of it.
 * `start` returns what is to be shut down; a second signal, or `graceMs` without an end, kills the process.
 */
export async function runUntilSignal(
  logger: Logger,
  graceMs: number,
  start: () => Promise<AsyncDisposable>,
): Promise<void> {
  const stopped = nextSignal();
  process.on('unhandledRejection', (cause) => logger.error({ err: cause }, 'unhandled rejection'));
  const service = await Promise.race([start(), stopped]);
  if (typeof service === 'string') return logger.info({ signal: service }, 'stopped before it was ready');
  const signal = await stopped;
  logger.info({ signal }, 'shutting down');
  const killer = setTimeout(() => process.exit(1), graceMs);
  void nextSignal(REPEAT_MS).then(() => process.exit(1));
  await service[Symbol.asyncDispose]();
  clearTimeout(killer);
  logger.info('stopped');
}

function nextSignal(ignoredMs = 0): Promise<NodeJS.Signals> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const receive = (signal: NodeJS.Signals) => {
      if (performance.now() - startedAt >= ignoredMs) resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, receive);
  });
}
