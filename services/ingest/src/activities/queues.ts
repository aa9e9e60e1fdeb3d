import { Batcher, type BatcherOptions, type Ticket } from '@upshot/shared/batcher';
import { Tally } from '@upshot/shared/tally';
import type { Pace } from './pace.ts';
import { createRoom, type Place, type Room } from './room.ts';

/** Requests that wait for the ledger in one line, and the room for them. */
interface Queue<Request, Result> extends Pick<Room, 'require'> {
  /** Adds a request of a project, by its weight. */
  submit(projectId: string, weight: number, request: Request): Ticket<Result>;
}

/** Queues side by side. Each has one batch under way at a time. */
export interface Queues<Request, Result> {
  /**
   * The queue for the project's next request: the one in which others of its requests are, so that they stay in order, or the
   * one that waits least. So one project fills one queue, and those that are in it already take turns with it.
   */
  of(projectId: string): Queue<Request, Result>;
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>;
}

export interface QueuesOptions<Request, Result> extends Pick<
  BatcherOptions<Request, Result>,
  'flush' | 'maxItems' | 'isTooMuch'
> {
  readonly maxWeight: number;
  readonly pace: Pace;
}

/** While several projects wait in one queue, its batches last about so long, beside the commit, and take from each in turn. */
const SHARED_MS = 25;

/** One more would leave each less to commit together, and take a further connection. */
const QUEUES = 2;

/** Creates the queues of one ingest process. */
export function createQueues<Request, Result>(
  options: QueuesOptions<Request, Result>,
): Queues<Request, Result> {
  const queues = Array.from({ length: QUEUES }, () => createQueue(options));
  return {
    of(projectId) {
      const own = queues.find(({ underWay }) => underWay.of(projectId) > 0);
      return own ?? queues.reduce((best, queue) => (queue.room.waitMs < best.room.waitMs ? queue : best));
    },
    async idle() {
      await Promise.all(queues.map(({ batcher }) => batcher.idle()));
    },
  };
}

/** One queue, with what only the queues beside it need to know. */
function createQueue<Request, Result>({
  pace,
  flush,
  maxWeight,
  ...batching
}: QueuesOptions<Request, Result>) {
  interface Waiting {
    readonly projectId: string;
    readonly request: Request;
    readonly weight: number;
    readonly place: Place;
  }
  const room = createRoom({ pace });
  /** How many requests of each project have no result yet. */
  const underWay = new Tally();
  const batcher = new Batcher<Waiting, Result>({
    ...batching,
    weigh: ({ weight }) => weight,
    ownerOf: ({ projectId }) => projectId,
    maxWeight: (projects) => (projects === 1 ? maxWeight : Math.min(maxWeight, SHARED_MS / pace.share(1))),
    flush(batch) {
      for (const { place } of batch) place.leave();
      const weight = batch.reduce((sum, one) => sum + one.weight, 0);
      return room.time(weight, () => flush(batch.map(({ request }) => request)));
    },
  });
  return {
    room,
    underWay,
    batcher,
    require: (projectId: string) => room.require(projectId),
    submit(projectId: string, weight: number, request: Request): Ticket<Result> {
      const place = room.enter(projectId, weight);
      const ticket = batcher.submit({ projectId, request, weight, place });
      underWay.add(projectId, 1);
      const leave = () => underWay.add(projectId, -1);
      ticket.result.then(leave, leave);
      return {
        result: ticket.result,
        withdraw() {
          const isWithdrawn = ticket.withdraw();
          if (isWithdrawn) place.leave();
          return isWithdrawn;
        },
      };
    },
  };
}
