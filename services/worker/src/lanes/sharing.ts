import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import { RoundRobinQueue } from '@upshot/fairness/round-robin';

/** Permission to work on a lane, released by disposing of it. */
export interface LanePermit extends Disposable {
  /** Puts the lane, which has more work, behind the project's parked lanes and to the back of the queue. */
  requeue(): Promise<void>;
}

/** Shares a worker's lanes fairly between projects: a fair semaphore, and a fair queue of parked lanes. */
export interface LaneSharing {
  /** Undefined when the project has its share. The lane is then parked, and woken when its turn has come. */
  acquirePermit(lane: string, projectId: string): LanePermit | undefined;
  /** Hands the parked lanes to other workers. */
  close(): Promise<void>;
}

export interface LaneSharingOptions {
  readonly lanes: number;
  readonly wake: (lanes: readonly string[]) => Promise<void>;
  /** For how long a permit is reserved for a lane that was woken: another worker may have taken the lane. */
  readonly reservedMs?: number;
}

interface Reservation {
  readonly permit: Disposable;
  readonly timer: NodeJS.Timeout;
}

/**
 * Creates the sharing of one worker. It knows only the lanes that this worker took from the queue. Another worker may
 * work on a lane that is parked here, and the relay finds the lanes that a dead worker had parked.
 */
export function createLaneSharing({ lanes, wake, reservedMs = 2000 }: LaneSharingOptions): LaneSharing {
  const semaphore = createFairSemaphore({ total: lanes });
  const parked = new RoundRobinQueue<string>();
  /** The permits that are reserved for woken lanes, by project. */
  const notified = new Map<string, Map<string, Reservation>>();

  const takeReservation = (lane: string, projectId: string): Disposable | undefined => {
    const reservations = notified.get(projectId);
    const reservation = reservations?.get(lane);
    reservations?.delete(lane);
    if (reservations?.size === 0) notified.delete(projectId);
    clearTimeout(reservation?.timer);
    return reservation?.permit;
  };
  /** The permit of a woken lane of the project that has not come yet: another worker may have it. */
  const takeAnyReservation = (projectId: string): Disposable | undefined => {
    const [lane] = notified.get(projectId)?.keys() ?? [];
    return lane === undefined ? undefined : takeReservation(lane, projectId);
  };
  const reserve = (lane: string, projectId: string): boolean => {
    const permit = semaphore.tryAcquire(projectId);
    if (permit === undefined) return false;
    const timer = setTimeout(() => release(takeReservation(lane, projectId)), reservedMs);
    const reservations = notified.get(projectId) ?? new Map<string, Reservation>();
    notified.set(projectId, reservations.set(lane, { permit, timer }));
    return true;
  };
  const notifyNext = () => {
    const woken: string[] = [];
    for (let lane = parked.take(reserve); lane !== undefined; lane = parked.take(reserve)) woken.push(lane);
    if (woken.length > 0) wake(woken).catch(() => undefined);
  };
  const release = (permit: Disposable | undefined) => {
    permit?.[Symbol.dispose]();
    notifyNext();
  };
  const park = (lane: string, projectId: string) => {
    if (notified.get(projectId)?.has(lane) !== true) parked.add(projectId, lane);
  };

  return {
    acquirePermit(lane, projectId) {
      const permit =
        takeReservation(lane, projectId) ?? semaphore.tryAcquire(projectId) ?? takeAnyReservation(projectId);
      if (permit === undefined) {
        park(lane, projectId);
        return undefined;
      }
      return {
        async requeue() {
          if (parked.sizeOf(projectId) > 0) park(lane, projectId);
          else await wake([lane]);
        },
        [Symbol.dispose]: () => release(permit),
      };
    },
    async close() {
      for (const reservations of notified.values()) {
        for (const { timer } of reservations.values()) clearTimeout(timer);
      }
      notified.clear();
      const lanesToHandOver = parked.takeAll();
      if (lanesToHandOver.length > 0) await wake(lanesToHandOver).catch(() => undefined);
    },
  };
}
