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
  /** The lanes that are worked on, and those that are parked. */
  lanes(): { readonly active: readonly string[]; readonly parked: readonly string[] };
  /** Hands the parked lanes to other workers. */
  handOver(): Promise<void>;
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
  const notified = new Reservations();
  const active = new Set<string>();

  const reserve = (lane: string, projectId: string): boolean => {
    const permit = semaphore.tryAcquire(projectId);
    if (permit === undefined) return false;
    const timer = setTimeout(() => release(notified.take(lane, projectId)), reservedMs);
    notified.add(lane, projectId, { permit, timer });
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
    if (!notified.has(lane, projectId)) parked.add(projectId, lane);
  };

  return {
    acquirePermit(lane, projectId) {
      const permit =
        notified.take(lane, projectId) ?? semaphore.tryAcquire(projectId) ?? notified.takeAny(projectId);
      if (permit === undefined) {
        park(lane, projectId);
        return undefined;
      }
      active.add(lane);
      return {
        async requeue() {
          if (parked.sizeOf(projectId) > 0) park(lane, projectId);
          else await wake([lane]);
        },
        [Symbol.dispose]() {
          active.delete(lane);
          release(permit);
        },
      };
    },
    lanes: () => ({ active: [...active], parked: parked.items() }),
    async handOver() {
      const lanesToHandOver = parked.takeAll();
      for (const permit of notified.takeAll()) permit[Symbol.dispose]();
      if (lanesToHandOver.length > 0) await wake(lanesToHandOver).catch(() => undefined);
    },
  };
}

/** The permits that are reserved for woken lanes, by project. */
class Reservations {
  readonly #byProject = new Map<string, Map<string, Reservation>>();

  add(lane: string, projectId: string, reservation: Reservation): void {
    const reservations = this.#byProject.get(projectId) ?? new Map<string, Reservation>();
    this.#byProject.set(projectId, reservations.set(lane, reservation));
  }

  has(lane: string, projectId: string): boolean {
    return this.#byProject.get(projectId)?.has(lane) === true;
  }

  /** The permit that is reserved for the lane. */
  take(lane: string, projectId: string): Disposable | undefined {
    const reservations = this.#byProject.get(projectId);
    const reservation = reservations?.get(lane);
    reservations?.delete(lane);
    if (reservations?.size === 0) this.#byProject.delete(projectId);
    clearTimeout(reservation?.timer);
    return reservation?.permit;
  }

  /** The permit of a woken lane of the project that has not come yet: another worker may have it. */
  takeAny(projectId: string): Disposable | undefined {
    const [lane] = this.#byProject.get(projectId)?.keys() ?? [];
    return lane === undefined ? undefined : this.take(lane, projectId);
  }

  takeAll(): readonly Disposable[] {
    const reservations = [...this.#byProject.values()].flatMap((lanes) => [...lanes.values()]);
    this.#byProject.clear();
    for (const { timer } of reservations) clearTimeout(timer);
    return reservations.map(({ permit }) => permit);
  }
}
