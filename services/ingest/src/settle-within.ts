import { within } from '@upshot/shared/within';

/** Waits until work has settled, however it ends, but no longer than `timeoutMs`. */
export async function settleWithin(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  await within(timeoutMs, work).catch(() => undefined);
}
