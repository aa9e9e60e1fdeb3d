import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from './progress.ts';

/** Something that runs, may end by itself, and can be stopped. */
export interface Running {
  readonly exited: Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The latest of a line of successors. */
export interface Kept<T extends Running> {
  readonly current: () => T;
  /** Stops it for good. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts something and starts it again whenever it ends by itself, soon at first and more slowly if that goes on.
 * The first start may fail, and then this does; later ones are tried until they succeed.
 */
export async function keepRunning<T extends Running>(
  name: string,
  start: (previous?: T) => Promise<T>,
  onProgress: Progress,
): Promise<Kept<T>> {
  const stopping = new AbortController();
  let current = await start();
  const watch = watchOver();
  return {
    current: () => current,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watch;
      await current.stop();
    },
  };

  async function watchOver(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      const bornAt = performance.now();
      const reason = await current.exited;
      if (stopping.signal.aborted) return;
      failures = performance.now() - bornAt > 60_000 ? 0 : failures + 1;
      onProgress(`${name} ended (${reason}); starting it again.`);
      await current.stop();
      await pause(failures);
      await revive();
    }
  }

  async function revive(): Promise<void> {
    for (let failures = 1; !stopping.signal.aborted; failures += 1) {
      try {
        current = await start(current);
        return;
      } catch (error) {
        onProgress(`${name} did not start again: ${(error as Error).message}`);
        await pause(failures);
      }
    }
  }

  async function pause(failures: number): Promise<void> {
    await delay(Math.min(100 * 2 ** failures, 10_000), undefined, { signal: stopping.signal }).catch(
      () => {},
    );
  }
}
