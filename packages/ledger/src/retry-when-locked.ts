import { setTimeout as delay } from 'node:timers/promises';
import { isLockTimeout } from './sqlstate.ts';

const PAUSE_MS = 1000;
const TIMEOUT_MS = 600_000;

/**
 * Repeats what gave up waiting for a lock (`lock_timeout`), with pauses, in which statements that queued
 * behind it proceed. Throws the last failure after ten minutes, and any other at once.
 */
export async function retryWhenLocked<T>(task: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await task();
    } catch (fault) {
      if (!isLockTimeout(fault) || performance.now() > deadline) throw fault;
    }
    await delay(PAUSE_MS);
  }
}
