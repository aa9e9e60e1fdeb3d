/** How many logs one process follows at once; who comes later gets what there is and asks again. */
const MAX_FOLLOWERS = 200;

/** Those who wait for more of a log. */
export interface Following {
  /** Takes a place, or undefined when there is none. The place aborts its signal when the service is about to stop. */
  take(): (Disposable & { readonly signal: AbortSignal }) | undefined;
  /** Lets everybody go. */
  end(): void;
}

/** Keeps the places of one process. */
export function createFollowing(): Following {
  const ending = new AbortController();
  let taken = 0;
  return {
    take() {
      if (taken >= MAX_FOLLOWERS || ending.signal.aborted) return undefined;
      taken++;
      return { signal: ending.signal, [Symbol.dispose]: () => void taken-- };
    },
    end: () => ending.abort(),
  };
}
