import type { Slot } from './slot.ts';

/** How many times as many slots as are still unused one project may have: alone it gets three quarters of them. */
const DYNAMIC_THRESHOLD_ALPHA = 3;

/** Who has how much of a pool at this moment. */
export interface Census {
  /** Slots that compute, or are kept for a run that is about to come. */
  readonly running: number;
  /** The same for one project. */
  runningOf(projectId: string | undefined): number;
  /** Whether one more script of the project may be under way, those that wait for a host function included. */
  hasRoomFor(projectId: string, maxSlots: number): boolean;
}

/** Counts slots by project. */
export function takeCensus(slots: Iterable<Slot>): Census {
  const running = new Map<string | undefined, number>();
  const used = new Map<string | undefined, number>();
  let runningInAll = 0;
  let usedInAll = 0;
  const count = (counts: Map<string | undefined, number>, { projectId }: Slot) =>
    counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
  for (const slot of slots) {
    const isRunning = slot.state === 'running' || slot.isReserved;
    if (isRunning) {
      count(running, slot);
      runningInAll += 1;
    }
    if (isRunning || slot.state === 'blocked') {
      count(used, slot);
      usedInAll += 1;
    }
  }
  return {
    running: runningInAll,
    runningOf: (projectId) => running.get(projectId) ?? 0,
    hasRoomFor(projectId, maxSlots) {
      const own = used.get(projectId) ?? 0;
      return own === 0 || own + 1 <= DYNAMIC_THRESHOLD_ALPHA * (maxSlots - usedInAll - 1);
    },
  };
}

const MAX_KNOWN = 10_000;

/** Lets projects take turns. */
export class Turns {
  /** The number of the last turn of each project. */
  readonly #last = new Map<string | undefined, number>();
  #count = 0;

  /** The project has its turn now. */
  note(projectId: string | undefined): void {
    if (this.#last.size >= MAX_KNOWN) this.#last.clear();
    this.#last.set(projectId, (this.#count += 1));
  }

  /**
   * Who is next: the project that has the fewest running, of several the one whose turn is longest ago. Of its
   * candidates the first; undefined when there is none.
   */
  next<T>(
    census: Census,
    candidates: readonly T[],
    projectOf: (candidate: T) => string | undefined,
  ): T | undefined {
    let best: T | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    let longestAgo = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const projectId = projectOf(candidate);
      const running = census.runningOf(projectId);
      const last = this.#last.get(projectId) ?? 0;
      if (running > fewest || (running === fewest && last >= longestAgo)) continue;
      best = candidate;
      fewest = running;
      longestAgo = last;
    }
    return best;
  }
}
