import { withTimeout } from './with-timeout.ts';

/** Waits until work has settled, however it ends, but no longer than `timeoutMs`. */
export async function settleWithin(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  await withTimeout(work, timeoutMs).catch(() => undefined);
}
