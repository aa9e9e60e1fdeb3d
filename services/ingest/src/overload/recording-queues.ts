import { Batcher, type BatcherOptions, type Ticket } from '@upshot/fairness/batcher';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import type { FlushTimeEstimator } from './flush-time-estimator.ts';
import { createAdmissionQueue, type QueuedRequest, type AdmissionQueue } from './admission-queue.ts';

/** Requests that wait for the ledger in one line, and the admissionQueue for them. */
interface Queue<Request, Result> extends Pick<AdmissionQueue, 'requireCapacity'> {
  /** Adds a request of a project, by its weight. */
  submit(projectId: string, weight: number, request: Request): Ticket<Result>;
}

/** RecordingQueues side by side. Each has one batch under way at a time. */
export interface RecordingQueues<Request, Result> {
  /**
   * The queue for the project's next request: the one in which others of its requests are, so that they stay in order, or the
   * one that waits least. So one project fills one queue, and those that are in it already take turns with it.
   */
  of(projectId: string): Queue<Request, Result>;
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>;
}

export interface RecordingQueuesOptions<Request, Result> extends Pick<
  BatcherOptions<Request, Result>,
  'flush' | 'maxItems' | 'isTooMuch'
> {
  readonly maxWeight: number;
  readonly estimator: FlushTimeEstimator;
}

/** While several projects wait in one queue, its batches last about so long, beside the commit, and take from each in turn. */
const SHARED_MS = 25;

/** One more would dequeue each less to commit together, and take a further connection. */
const QUEUES = 2;

/** Creates the queues of one ingest process. */
export function createRecordingQueues<Request, Result>(
  options: RecordingQueuesOptions<Request, Result>,
): RecordingQueues<Request, Result> {
  const queues = Array.from({ length: QUEUES }, () => createQueue(options));
  return {
    of(projectId) {
      const own = queues.find(({ inFlight }) => inFlight.of(projectId) > 0);
      return (
        own ??
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

/** One queue, with what only the queues beside it need to know. */
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
  /** How many requests of each project have no result yet. */
  const inFlight = new KeyedCounter();
  const batcher = new Batcher<Waiting, Result>({
    ...batching,
    weigh: ({ weight }) => weight,
    ownerOf: ({ projectId }) => projectId,
    maxWeight: (projects) =>
      projects === 1 ? maxWeight : Math.min(maxWeight, SHARED_MS / estimator.share(1)),
    flush(batch) {
      for (const { queued } of batch) queued.dequeue();
      const weight = batch.reduce((sum, one) => sum + one.weight, 0);
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
      const dequeue = () => inFlight.add(projectId, -1);
      ticket.result.then(dequeue, dequeue);
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
