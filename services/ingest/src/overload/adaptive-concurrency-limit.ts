import { KeyedCounter } from '@upshot/fairness/keyed-counter';

/** Requests under way in one process, as many of them as it can handle without keeping any waiting for long. */
export interface AdaptiveConcurrencyLimit {
  /**
   * Lets a request of the project in, if there is room for it. A few are always let in, and so are a few of a project, or as many as
   * its even share, unless there are twice as many as there should be.
   */
  tryAcquire(project: string): ConcurrencyAdmission;
  /** Takes note of how late the process is with everything, and how many milliseconds this was observed for. */
  observe(lateMs: number, overMs: number): void;
}

export type ConcurrencyAdmission =
  | { readonly kind: 'admitted'; release(): void }
  /** Nobody more has room, or this project has its share. */
  | { readonly kind: 'full' | 'tenant over share' };

/** How late everything may be. Who is let in waits about as long to be read, and again to be answered. */
const TARGET_MS = 15;

/** Fewer than this are no limiter: whatever keeps the process, it is not them. */
const FEW = 8;

/** So many of a project are nothing to be refused for, while there are not too many projects. */
const FEW_OF_ONE = 4;
const TOO_MANY = 64;

/** More than a process ever has under way. */
const MANY = 100_000;

/** The part of the limiter that is sent away, at the most, when everything is late. */
const LARGEST_CUT = 0.3;

/**
 * Creates a limiter. Its limit is found by trying, as TCP finds its window: less than there are as soon as everything is late,
 * and more again, little by little, while nothing is. Within it a project may have its even share under way, and more as long as
 * it leaves as much to others.
 */
export function createAdaptiveConcurrencyLimit(): AdaptiveConcurrencyLimit {
  const inFlight = new KeyedCounter();
  let limit = MANY;
  return {
    tryAcquire(project) {
      const used = inFlight.of(project);
      const total = inFlight.total;
      const isRoomLeft = total < FEW || used < limit - total;
      const evenShare = Math.min(limit / 2, inFlight.evenShare(project, limit));
      const isWithinShare = used < Math.max(FEW_OF_ONE, evenShare);
      const isOverHardLimit = total >= Math.max(TOO_MANY, 2 * limit);
      // Alone, it takes nothing away from anybody: it may well wait for a ledger that is away.
      if (!isRoomLeft && !isWithinShare) return { kind: used === total ? 'full' : 'tenant over share' };
      if (!isRoomLeft && isOverHardLimit) return { kind: 'full' };
      inFlight.add(project, 1);
      return { kind: 'admitted', release: () => inFlight.add(project, -1) };
    },
    observe(lateMs, overMs) {
      const excess = (lateMs - TARGET_MS) / TARGET_MS;
      if (excess > 0 && inFlight.total >= FEW) {
        const cut = Math.min(LARGEST_CUT, (excess * overMs) / 1000);
        limit = Math.max(FEW, Math.min(limit, inFlight.total) * (1 - cut));
      } else if (excess <= 0) limit = Math.min(MANY, limit * (1 + overMs / 1000) + overMs / 50);
    },
  };
}
