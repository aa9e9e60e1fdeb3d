import { Problem } from '@upshot/shared/problem';

/** Who may search the ledger for a replay now. */
export interface ReplayPlaces {
  /**
   * Waits for a place, which is given back by disposing of it. Throws the problem `too_many_requests` when too many
   * wait already, or when it did not come in time.
   */
  take(project: string): Promise<Disposable>;
}

export interface ReplayPlacesOptions {
  /** How many replays happen at once; one of a project at most. */
  readonly atOnce: number;
  readonly maxWaiting: number;
  readonly timeoutMs: number;
}

interface Waiting {
  readonly project: string;
  readonly begin: () => void;
}

/**
 * Creates the places of one ingest process. A replay holds a connection to the ledger for seconds, also while it
 * waits for another one of its project: replays must not use all of them.
 */
export function createReplayPlaces({ atOnce, maxWaiting, timeoutMs }: ReplayPlacesOptions): ReplayPlaces {
  const underWay = new Set<string>();
  let waiting: readonly Waiting[] = [];
  const isFree = (project: string) => underWay.size < atOnce && !underWay.has(project);
  const begin = (project: string): Disposable => {
    underWay.add(project);
    return {
      [Symbol.dispose]() {
        underWay.delete(project);
        waiting.find((waiter) => isFree(waiter.project))?.begin();
      },
    };
  };
  return {
    async take(project) {
      if (isFree(project)) return begin(project);
      if (waiting.length >= maxWaiting) throw refuse();
      const { promise, resolve, reject } = Promise.withResolvers<Disposable>();
      const leave = () => {
        clearTimeout(timer);
        waiting = waiting.filter((waiter) => waiter !== self);
      };
      const self: Waiting = {
        project,
        begin() {
          leave();
          resolve(begin(project));
        },
      };
      const timer = setTimeout(() => {
        leave();
        reject(refuse());
      }, timeoutMs);
      waiting = [...waiting, self];
      return await promise;
    },
  };
}

function refuse(): Problem {
  const detail = 'Too many replays are under way at this moment. Nothing was replayed.';
  return new Problem('too_many_requests', detail, { retryAfterSeconds: 5 });
}
