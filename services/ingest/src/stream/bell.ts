/** Rings when there is something to do. */
export interface Bell {
  readonly ring: () => void;
  /** Whether it has rung since it was asked last. The first time it has. */
  takeRing(): boolean;
  /** Waits; a ring does not end it. */
  sleep(ms: number): Promise<void>;
  /** Waits for a ring, also one that was not taken, for at most so long. */
  waitForRing(ms: number): Promise<void>;
}

/** Creates a bell. Nothing waits any more once the signal aborts. */
export function createBell(signal: AbortSignal): Bell {
  let hasRung = true;
  let onRing: () => void = () => undefined;
  const wait = async (ms: number, endsByRing: boolean) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    if (endsByRing) onRing = resolve;
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  };
  return {
    ring() {
      hasRung = true;
      onRing();
    },
    takeRing() {
      const before = hasRung;
      hasRung = false;
      return before;
    },
    async sleep(ms) {
      if (!signal.aborted) await wait(ms, false);
    },
    async waitForRing(ms) {
      if (!hasRung && !signal.aborted) await wait(ms, true);
    },
  };
}
