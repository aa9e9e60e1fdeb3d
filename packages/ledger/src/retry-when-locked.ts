import { setTimeout as delay } from 'node:timers/promises';
import { isLockTimeout } from './sqlstate.ts';

const PAUSE_MS = 1000;
const PATIENCE_MS = 600_000;

/**
 * Repeats what gave up waiting for a lock (`lock_timeout`), with pauses: whoever queued up behind it gets on with their
 * work meanwhile. Throws the last failure after ten minutes, and any other at once.
 */
export async function retryWhenLocked<T>(task: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await task();
    } catch (fault) {
      if (!isLockTimeout(fault) || performance.now() > deadline) throw fault;
    }
    await delay(PAUSE_MS);
  }
}
