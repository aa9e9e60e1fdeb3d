import { Problem } from '@upshot/shared/problem';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import { retryAfterWithJitter } from './retry-after.ts';
import type { FlushTimeEstimator } from './flush-time-estimator.ts';

/** Lets in what will not wait long for the ledger, and keeps one project from taking all of that admissionQueue. */
export interface AdmissionQueue {
  /** How long whoever comes now would wait until their batch begins. */
  readonly waitMs: number;
  /**
   * Throws, when more of the project waits than its even share, and than there is admissionQueue left, the problem `too_many_requests`, or
   * `overloaded` when there is no admissionQueue for anybody; and the latter when less does, but something of it would have to wait much too
   * long. Never while few requests wait that are not heavy, and never the first of a project.
   */
  requireCapacity(projectId: string): void;
  /** Counts what waits from now on. */
  enqueue(projectId: string, weight: number): QueuedRequest;
  /** Carries out a batch and learns from how long it took, unless it failed. */
  time<T>(weight: number, batch: () => Promise<T>): Promise<T>;
}

/** Something that waits. */
export interface QueuedRequest {
  /** It waits no longer: its batch has begun, or it was withdrawn. */
  dequeue(): void;
}

export interface AdmissionQueueOptions {
  readonly estimator: FlushTimeEstimator;
  readonly now?: () => number;
  /** Fewer waiting requests than this are no crowd, however long they wait. */
  readonly few?: number;
}

/** How long whoever is let in may have to wait on account of what is ahead: beside that, a batch takes what it takes. */
const TARGET_MS = 150;

/** How long it may be for a project of which less waits than its even share. */
const LONGEST_MS = 1.25 * TARGET_MS;

/** As many as a producer's connections may bring at once without being told to come again, unless they are so heavy that all would wait this long. */
const FEW = 32;
const PATIENT_MS = 600;

/** Creates the admissionQueue in front of one ledger. */
export function createAdmissionQueue({
  estimator,
  now = () => performance.now(),
  few = FEW,
}: AdmissionQueueOptions): AdmissionQueue {
  const waiting = new KeyedCounter();
  let requests = 0;
  let batch: { readonly weight: number; readonly overAt: number } | undefined;

  /** What should be over and is not is taken to last as long again as it is late. */
  const restMs = () => {
    if (batch === undefined) return 0;
    const leftMs = batch.overAt - now();
    return leftMs < 0 ? -leftMs : Math.min(leftMs, estimator.share(batch.weight));
  };

  const waitMs = () => restMs() + estimator.share(waiting.total);

  return {
    get waitMs() {
      return waitMs();
    },
    requireCapacity(projectId) {
      const newcomerMs = waitMs();
      if (waiting.of(projectId) === 0 || (requests < few && newcomerMs < PATIENT_MS)) return;
      const ownMs = estimator.share(waiting.of(projectId));
      if (ownMs <= TARGET_MS - newcomerMs) return;
      const evenMs = Math.min(TARGET_MS / 2, waiting.evenShare(projectId, TARGET_MS));
      if (ownMs < evenMs && newcomerMs < LONGEST_MS) return;
      throw newcomerMs >= TARGET_MS ? full(newcomerMs) : tenantOverShare(newcomerMs);
    },
    enqueue(projectId, weight) {
      waiting.add(projectId, weight);
      requests++;
      let isHere = true;
      return {
        dequeue() {
          if (!isHere) return;
          isHere = false;
          waiting.add(projectId, -weight);
          requests--;
        },
      };
    },
    async time(weight, work) {
      const begunAt = now();
      batch = { weight, overAt: begunAt + estimator.predict(weight) };
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

function full(waitMs: number): Problem {
  const detail =
    'More comes in than can be recorded at this moment. Nothing of this request was recorded: send it again after the time that retry-after says.';
  return new Problem('overloaded', detail, { retryAfterSeconds: retryAfterWithJitter(waitMs) });
}

function tenantOverShare(waitMs: number): Problem {
  const detail =
    'This project sends more than its share of what can be recorded at this moment. Nothing of this request was recorded: send it again after the time that retry-after says, and fewer requests at once.';
  return new Problem('too_many_requests', detail, { retryAfterSeconds: retryAfterWithJitter(waitMs) });
}
