/** Time that counts only while the process is able to work: a busy event loop must not look like an absent ledger. */
const TICK_MS = 50;

/** Makes promises reject when they take too long. */
export interface Patience extends Disposable {
  /** The promise's result, or a rejection with `tooLate()` once its patience is over. */
  limit<T>(promise: Promise<T>, tooLate: () => Error): Promise<T>;
}

interface Waiting {
  readonly giveUpAt: number;
  readonly giveUp: () => void;
}

/** Creates a patience of `ms`, measured in ticks of a timer that a blocked event loop holds up, too. */
export function createPatience(ms: number): Patience {
  const waiting = new Set<Waiting>();
  let clock = 0;
  const tick = () => {
    clock += TICK_MS;
    for (const one of waiting) {
      if (one.giveUpAt > clock) break;
      waiting.delete(one);
      one.giveUp();
    }
  };
  const timer = setInterval(tick, TICK_MS).unref();
  return {
    limit<T>(promise: Promise<T>, tooLate: () => Error) {
      const { promise: limited, resolve, reject } = Promise.withResolvers<T>();
      const one = { giveUpAt: clock + ms, giveUp: () => reject(tooLate()) };
      waiting.add(one);
      promise.then(resolve, reject).finally(() => waiting.delete(one));
      return limited;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
