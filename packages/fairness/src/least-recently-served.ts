const MAX_KEYS = 10_000;

/** How a key ranks among those that want service. */
export interface Ranking<T> {
  readonly keyOf: (candidate: T) => string;
  /** How much the key is being served already. */
  readonly loadOf: (key: string) => number;
}

/**
 * Fair queue without queues, for candidates that come and go: of the keys with the least load, the least recently
 * served one is next. Of its candidates, the first.
 */
export class LeastRecentlyServed {
  /** The number of each key's last turn. */
  readonly #lastTurn = new Map<string, number>();
  #turns = 0;

  /** Counts a turn of the key. */
  note(key: string): void {
    if (this.#lastTurn.size >= MAX_KEYS) this.#lastTurn.clear();
    this.#lastTurn.set(key, (this.#turns += 1));
  }

  /** The candidate that is next; undefined when there is none. */
  next<T>(candidates: readonly T[], { keyOf, loadOf }: Ranking<T>): T | undefined {
    let best: T | undefined;
    let leastLoad = Number.POSITIVE_INFINITY;
    let earliestTurn = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const key = keyOf(candidate);
      const load = loadOf(key);
      const turn = this.#lastTurn.get(key) ?? 0;
      if (load > leastLoad || (load === leastLoad && turn >= earliestTurn)) continue;
      best = candidate;
      leastLoad = load;
      earliestTurn = turn;
    }
    return best;
  }
}
