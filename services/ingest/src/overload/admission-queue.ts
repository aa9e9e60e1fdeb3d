import { dynamicThreshold } from '@upshot/fairness/dynamic-threshold';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import { Problem } from '@upshot/shared/problem';
import type { FlushTimeEstimator } from './flush-time-estimator.ts';
import { retryAfterWithJitter } from './retry-after.ts';

/** Admission control for requests that wait for the ledger: bounds the waiting time, and each tenant's part of it. */
export interface AdmissionQueue {
  /** How long a request that arrives now would wait until its batch begins. */
  readonly waitMs: number;
  /**
   * Throws `too_many_requests` when the project has more waiting than its even share and than is left, `overloaded`
   * when no capacity is left, and `overloaded` for a project within its share when its requests would wait much too
   * long. A project's first request is always admitted, and so are a few light ones.
   */
  requireCapacity(projectId: string): void;
  /** Counts a request as waiting. */
  enqueue(projectId: string, weight: number): QueuedRequest;
  /** Carries out a batch, and learns from the time it took unless it failed. */
  time<T>(weight: number, batch: () => Promise<T>): Promise<T>;
}

/** A request that waits. */
export interface QueuedRequest {
  /** The request waits no longer: its batch has begun, or it was withdrawn. */
  dequeue(): void;
}

export interface AdmissionQueueOptions {
  readonly estimator: FlushTimeEstimator;
  readonly now?: () => number;
  /** Fewer waiting requests than this are admitted, unless they are heavy. */
  readonly minRequests?: number;
}

/** How long a request may wait for the batches before it. Its own batch adds to this. */
const TARGET_MS = 150;

/** The longest wait for a project that has less waiting than its even share. */
const MAX_WITHIN_SHARE_MS = 1.25 * TARGET_MS;

/** What one producer's connections may send at once without being refused, unless it all would wait for `HEAVY_MS`. */
const MIN_REQUESTS = 32;
const HEAVY_MS = 600;

/** A project may have as much waiting as it leaves free: alone, half of the target. */
const ALPHA = 1;

/** Creates the admission queue in front of one ledger queue. */
export function createAdmissionQueue({
  estimator,
  now = () => performance.now(),
  minRequests = MIN_REQUESTS,
}: AdmissionQueueOptions): AdmissionQueue {
  const waiting = new KeyedCounter();
  let requests = 0;
  let batch: { readonly weight: number; readonly expectedEndMs: number } | undefined;

  /** A batch that is late is expected to take as long again as it is late. */
  const remainingMs = () => {
    if (batch === undefined) return 0;
    const leftMs = batch.expectedEndMs - now();
    return leftMs < 0 ? -leftMs : Math.min(leftMs, estimator.share(batch.weight));
  };

  const waitMs = () => remainingMs() + estimator.share(waiting.total);

  return {
    get waitMs() {
      return waitMs();
    },
    requireCapacity(projectId) {
      const newcomerMs = waitMs();
      if (waiting.of(projectId) === 0 || (requests < minRequests && newcomerMs < HEAVY_MS)) return;
      const usedMs = estimator.share(waiting.of(projectId));
      if (usedMs <= dynamicThreshold(TARGET_MS, newcomerMs, ALPHA)) return;
      const evenMs = Math.min(TARGET_MS / 2, waiting.evenShare(projectId, TARGET_MS));
      if (usedMs < evenMs && newcomerMs < MAX_WITHIN_SHARE_MS) return;
      throw newcomerMs >= TARGET_MS ? overloaded(newcomerMs) : tenantOverShare(newcomerMs);
    },
    enqueue(projectId, weight) {
      waiting.add(projectId, weight);
      requests++;
      let isWaiting = true;
      return {
        dequeue() {
          if (!isWaiting) return;
          isWaiting = false;
          waiting.add(projectId, -weight);
          requests--;
        },
      };
    },
    async time(weight, work) {
      const begunAt = now();
      batch = { weight, expectedEndMs: begunAt + estimator.predict(weight) };
      try {
        const result = await work();
        estimator.learn(weight, now() - begunAt);
        return result;
      } finally {
        batch = undefined;
      }
    },
  };
}

function overloaded(waitMs: number): Problem {
  const detail =
    'The ledger cannot record requests as fast as they arrive. Nothing of this request was recorded. ' +
    'Send it again after the time in retry-after.';
  return new Problem('overloaded', detail, { retryAfterSeconds: retryAfterWithJitter(waitMs) });
}

function tenantOverShare(waitMs: number): Problem {
  const detail =
    'This project uses its share of the recording capacity. Nothing of this request was recorded. ' +
    'Send it again after the time in retry-after, with fewer requests at once.';
  return new Problem('too_many_requests', detail, { retryAfterSeconds: retryAfterWithJitter(waitMs) });
}
