import { Batcher, type BatcherOptions, type Ticket } from '@upshot/fairness/batcher';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import type { FlushTimeEstimator } from './flush-time-estimator.ts';
import { createAdmissionQueue, type AdmissionQueue, type QueuedRequest } from './admission-queue.ts';

/** Requests that wait for the ledger behind one another, with their admission control. */
interface Queue<Request, Result> extends Pick<AdmissionQueue, 'requireCapacity'> {
  /** Adds a request of a project, with its weight. */
  submit(projectId: string, weight: number, request: Request): Ticket<Result>;
}

/** Fair queues in front of the ledger, side by side. Each has one batch under way at a time. */
export interface RecordingQueues<Request, Result> {
  /**
   * The queue for the project's next request: the queue that holds its other requests, so that they stay in order, or
   * else the queue with the shortest wait. One project therefore fills one queue only, and shares it by round robin.
   */
  of(projectId: string): Queue<Request, Result>;
  /** Resolves when no request waits and no batch is under way. */
  idle(): Promise<void>;
}

export interface RecordingQueuesOptions<Request, Result> extends Pick<
  BatcherOptions<Request, Result>,
  'flush' | 'maxItems' | 'isTooMuch'
> {
  readonly maxWeight: number;
  readonly estimator: FlushTimeEstimator;
}

/** How long a batch takes, beside the commit, while several projects wait in one queue. */
const SHARED_MS = 25;

/** A third queue would leave fewer requests to commit together, and need another connection. */
const QUEUES = 2;

/** Creates the queues of one ingest process. */
export function createRecordingQueues<Request, Result>(
  options: RecordingQueuesOptions<Request, Result>,
): RecordingQueues<Request, Result> {
  const queues = Array.from({ length: QUEUES }, () => createQueue(options));
  return {
    of(projectId) {
      const current = queues.find(({ inFlight }) => inFlight.of(projectId) > 0);
      return (
        current ??
        queues.reduce((best, queue) =>
          queue.admissionQueue.waitMs < best.admissionQueue.waitMs ? queue : best,
        )
      );
    },
    async idle() {
      await Promise.all(queues.map(({ batcher }) => batcher.idle()));
    },
  };
}

/** One queue, with the state that chooses between queues. */
function createQueue<Request, Result>({
  estimator,
  flush,
  maxWeight,
  ...batching
}: RecordingQueuesOptions<Request, Result>) {
  interface Waiting {
    readonly projectId: string;
    readonly request: Request;
    readonly weight: number;
    readonly queued: QueuedRequest;
  }
  const admissionQueue = createAdmissionQueue({ estimator });
  /** The requests of each project that have no result yet. */
  const inFlight = new KeyedCounter();
  const batcher = new Batcher<Waiting, Result>({
    ...batching,
    weigh: ({ weight }) => weight,
    tenantOf: ({ projectId }) => projectId,
    maxWeight: (projects) =>
      projects === 1 ? maxWeight : Math.min(maxWeight, SHARED_MS / estimator.share(1)),
    flush(batch) {
      for (const { queued } of batch) queued.dequeue();
      const weight = batch.reduce((sum, item) => sum + item.weight, 0);
      return admissionQueue.time(weight, () => flush(batch.map(({ request }) => request)));
    },
  });
  return {
    admissionQueue,
    inFlight,
    batcher,
    requireCapacity: (projectId: string) => admissionQueue.requireCapacity(projectId),
    submit(projectId: string, weight: number, request: Request): Ticket<Result> {
      const queued = admissionQueue.enqueue(projectId, weight);
      const ticket = batcher.submit({ projectId, request, weight, queued });
      inFlight.add(projectId, 1);
      const settle = () => inFlight.add(projectId, -1);
      ticket.result.then(settle, settle);
      return {
        result: ticket.result,
        withdraw() {
          const isWithdrawn = ticket.withdraw();
          if (isWithdrawn) queued.dequeue();
          return isWithdrawn;
        },
      };
    },
  };
}
