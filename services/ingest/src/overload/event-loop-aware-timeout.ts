/** Time that counts only while the process is able to work: a busy event loop must not look like an absent ledger. */
const TICK_MS = 50;

/** Makes promises reject when they take too long. */
export interface EventLoopAwareTimeout extends Disposable {
  /** The promise's result, or a rejection with `tooLate()` once its patience is over. */
  limit<T>(promise: Promise<T>, tooLate: () => Error): Promise<T>;
}

interface Waiting {
  readonly giveUpAt: number;
  /** Undefined as soon as there is nothing to wait for: what it refers to is not kept until the next tick. */
  giveUp: (() => void) | undefined;
}

/** Creates a patience of `ms`, measured in ticks of a timer that a blocked event loop holds up, too. */
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
      const one: Waiting = { giveUpAt: clock + ms, giveUp: () => reject(tooLate()) };
      waiting.push(one);
      promise.then(resolve, reject).finally(() => (one.giveUp = undefined));
      return limited;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
