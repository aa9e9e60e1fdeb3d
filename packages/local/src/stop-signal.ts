/** npm passes on Ctrl-C, which the terminal has already sent to us: one request, seen twice. */
const REPEAT_MS = 1000;

/** Where the script of package.json puts npm's process id, which cannot be asked for once npm is gone. */
const PARENT = 'NPM_PROCESS_ID';

/**
 * Aborts at the first request to stop: Ctrl-C, SIGTERM, the terminal or npm going away. The second one ends this
 * process at once; its children are then told to stop by their guards.
 */
export function stopRequested(): AbortSignal {
  const stopping = new AbortController();
  let requestedAt = 0;
  const request = (name: string) => {
    if (!stopping.signal.aborted) requestedAt = performance.now();
    else if (performance.now() - requestedAt > REPEAT_MS) process.exit(130);
    stopping.abort(name);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, request);
  const parent = Number(process.env[PARENT]);
  if (parent > 0) onceOrphaned(parent, () => stopping.abort('npm is gone'));
  return stopping.signal;
}

/** npm may be killed without a chance to tell us. */
function onceOrphaned(parent: number, react: () => void): void {
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
