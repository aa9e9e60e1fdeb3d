/**
 * Aborts at the first request to stop: Ctrl-C, SIGTERM, the terminal or npm going away. The second one ends this
 * process at once; its children are then told to stop by their guards.
 */
export function stopRequested(): AbortSignal {
  const stopping = new AbortController();
  const request = (name: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(name);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, request);
  if (process.env['npm_lifecycle_event'] !== undefined) onceOrphaned(() => stopping.abort('npm is gone'));
  return stopping.signal;
}

/** npm hands SIGTERM to its shell only, which dies of it and leaves us behind. */
function onceOrphaned(react: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    react();
  }, 500);
  watch.unref();
}

/** Waits until stopping is requested. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const keepAlive = setInterval(() => {}, 2 ** 30);
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  clearInterval(keepAlive);
}
