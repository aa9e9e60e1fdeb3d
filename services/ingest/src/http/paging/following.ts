/** How many logs one process follows at once; who comes later gets what there is and asks again. */
const MAX_FOLLOWERS = 200;

/** A place among those who wait. Its signal aborts when it is given back, and when the service is about to stop. */
export interface FollowingPlace extends Disposable {
  readonly signal: AbortSignal;
}

/** Those who wait for more of a log. */
export interface Following {
  /** Takes a place, or undefined when there is none. */
  take(): FollowingPlace | undefined;
  /** Ends all streams. */
  end(): void;
}

/** Keeps the places of one process. */
export function createFollowing(): Following {
  const taken = new Set<AbortController>();
  let isEnding = false;
  return {
    take() {
      if (isEnding || taken.size >= MAX_FOLLOWERS) return undefined;
      const place = new AbortController();
      taken.add(place);
      return {
        signal: place.signal,
        [Symbol.dispose]() {
          taken.delete(place);
          place.abort();
        },
      };
    },
    end() {
      isEnding = true;
      for (const place of taken) place.abort();
    },
  };
}
