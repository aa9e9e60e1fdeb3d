import { integrationOfLane } from '@upshot/shared/lane';
import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';

/** Leave to work on a lane, given back by disposing of it. */
export interface LanePermit extends Disposable {
  /** The lane has more work: it goes behind the project's other lanes, and to the back of the queue. */
  requeue(): Promise<void>;
}

/** Shares a worker's lanes out between projects. */
export interface LaneSharing {
  /** Undefined when the project has its share already. The lane is then put aside, and woken when its turn has come. */
  enter(lane: string, projectId: string): LanePermit | undefined;
  /** Gives the lanes that were put aside to other workers. */
  close(): Promise<void>;
}

export interface LaneSharingOptions {
  readonly lanes: number;
  readonly wake: (lanes: readonly string[]) => Promise<void>;
  /** For how long a place is kept for a lane that was woken: another worker may have taken it. */
  readonly reservedMs?: number;
}

/** Alone a project may have three quarters of the lanes. */
const DYNAMIC_THRESHOLD_ALPHA = 3;

/** What one project wants beyond what it has. */
interface ProjectQueue {
  /** In the order of their coming. */
  readonly parked: Set<string>;
  /** Lanes that were woken, each with the place that is kept for it. */
  readonly notified: Map<string, { readonly permit: Disposable; readonly timer: NodeJS.Timeout }>;
}

/**
 * Creates the sharing of one worker. It knows only what came from the queue to this worker: what is put aside here may be
 * worked on by another, and what is forgotten when this one dies, the relay finds.
 */
export function createLaneSharing({ lanes, wake, reservedMs = 2000 }: LaneSharingOptions): LaneSharing {
  const semaphore = createFairSemaphore({ total: lanes, alpha: DYNAMIC_THRESHOLD_ALPHA });
  const queues = new Map<string, ProjectQueue>();

  const park = (lane: string, projectId: string) => {
    const queue = queues.get(projectId) ?? { parked: new Set(), notified: new Map() };
    queues.set(projectId, queue);
    if (!queue.notified.has(lane)) queue.parked.add(lane);
  };
  /** The place that is kept for the lane. */
  const claimReservation = (lane: string, projectId: string): Disposable | undefined => {
    const queue = queues.get(projectId);
    const reservation = queue?.notified.get(lane);
    queue?.notified.delete(lane);
    clearTimeout(reservation?.timer);
    return reservation?.permit;
  };
  /** The place of a lane that was woken, and is on its way to another worker, perhaps. */
  const claimAnyReservation = (projectId: string): Disposable | undefined => {
    const [first] = queues.get(projectId)?.notified.keys() ?? [];
    return first === undefined ? undefined : claimReservation(first, projectId);
  };
  /** Whoever got something goes to the end of the line of projects. */
  const notifyNext = () => {
    const woken: string[] = [];
    for (const [projectId, queue] of queues) {
      const { parked, notified } = queue;
      const before = woken.length;
      for (const lane of parked) {
        const permit = semaphore.tryAcquire(holderOf(lane, projectId));
        if (permit === undefined) break;
        parked.delete(lane);
        notified.set(lane, { permit, timer: setTimeout(() => expire(lane, projectId), reservedMs) });
        woken.push(lane);
      }
      const isOver = parked.size + notified.size === 0;
      if (isOver || woken.length > before) queues.delete(projectId);
      if (!isOver && woken.length > before) queues.set(projectId, queue);
    }
    if (woken.length > 0) wake(woken).catch(() => undefined);
  };
  const release = (permit: Disposable | undefined) => {
    permit?.[Symbol.dispose]();
    notifyNext();
  };
  const expire = (lane: string, projectId: string) => release(claimReservation(lane, projectId));

  return {
    enter(lane, projectId) {
      const permit =
        claimReservation(lane, projectId) ??
        semaphore.tryAcquire(holderOf(lane, projectId)) ??
        claimAnyReservation(projectId);
      if (permit === undefined) {
        park(lane, projectId);
        return undefined;
      }
      return {
        async requeue() {
          if ((queues.get(projectId)?.parked.size ?? 0) > 0) park(lane, projectId);
          else await wake([lane]);
        },
        [Symbol.dispose]: () => release(permit),
      };
    },
    async close() {
      const parked = [...queues.values()].flatMap((queue) => [...queue.parked]);
      for (const { notified } of queues.values())
        for (const { timer } of notified.values()) clearTimeout(timer);
      queues.clear();
      if (parked.length > 0) await wake(parked).catch(() => undefined);
    },
  };
}

function holderOf(lane: string, projectId: string) {
  return { projectId, integrationId: integrationOfLane(lane) };
}
