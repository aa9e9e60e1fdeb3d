const TICK_MS = 50;

/**
 * Timeout that does not count the time for which the event loop is blocked: a busy process is no unavailable ledger.
 */
export interface EventLoopAwareTimeout extends Disposable {
  /** Limits the wait for the promise; after the timeout it is rejected with `tooLate()`. */
  limit<T>(promise: Promise<T>, tooLate: () => Error): Limited<T>;
}

/** A promise with a timeout. */
export interface Limited<T> {
  readonly result: Promise<T>;
  /** Waits `ms` from now, however long it has waited. */
  restart(ms: number): void;
}

interface Waiting {
  giveUpAt: number;
  /** Undefined once the promise is settled, so that its closure is not kept until the next tick. */
  giveUp: (() => void) | undefined;
}

/** Creates a timeout of `ms`, measured in ticks of a timer, which a blocked event loop delays as well. */
export function createEventLoopAwareTimeout(ms: number): EventLoopAwareTimeout {
  let waiting: Waiting[] = [];
  let clock = 0;
  const tick = () => {
    clock += TICK_MS;
    for (const { giveUpAt, giveUp } of waiting) if (giveUpAt <= clock) giveUp?.();
    waiting = waiting.filter(({ giveUpAt, giveUp }) => giveUp !== undefined && giveUpAt > clock);
  };
  const timer = setInterval(tick, TICK_MS).unref();
  return {
    limit<T>(promise: Promise<T>, tooLate: () => Error) {
      const { promise: limited, resolve, reject } = Promise.withResolvers<T>();
      const entry: Waiting = { giveUpAt: clock + ms, giveUp: () => reject(tooLate()) };
      waiting.push(entry);
      promise.then(resolve, reject).finally(() => (entry.giveUp = undefined));
      return { result: limited, restart: (restartMs) => void (entry.giveUpAt = clock + restartMs) };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
