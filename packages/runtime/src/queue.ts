import { Queue } from 'bullmq';
import { closeShared, redisConnection } from './redis/connect.ts';
import { withTimeout } from './with-timeout.ts';

/** The one BullMQ queue: a job says "this lane has work", and nothing more. */
export const laneQueueName = 'lanes';

/** The default key prefix. The braces keep every key of the queue in one slot of a Redis Cluster. */
export const defaultQueuePrefix = '{upshot}';

export interface LaneJob {
  readonly lane: string;
}

/** BullMQ types `add` by job data, result and name. */
export type LaneQueue = Queue<LaneJob, void, 'lane'>;

/** Opens the lane queue for adding. Commands fail at once while Redis is away: the relay dispatches what was missed. */
export function openLaneQueue(redisUrl: string, prefix: string): LaneQueue {
  const connection = redisConnection(redisUrl, { failFast: true });
  const queue: LaneQueue = new Queue(laneQueueName, { prefix, connection, skipVersionCheck: true });
  const close = queue.close.bind(queue);
  queue.close = async () => {
    await close();
    closeShared(connection);
  };
  return queue;
}

/**
 * Enqueues a job for each lane that has work; rejects when the queue does not answer within three seconds. At most one
 * job of a lane waits and at most one is active. A wake-up that arrives while its lane is active is kept.
 */
export async function wakeLanes(queue: LaneQueue, lanes: readonly string[]): Promise<void> {
  const added = Promise.all(lanes.map((lane) => addJob(queue, lane)));
  await withTimeout(
    added,
    WAKE_TIMEOUT_MS,
    () => new Error(`the queue did not answer within ${WAKE_TIMEOUT_MS} ms`),
  );
}

/** For one lane `addBulk` takes twice the processor time; only for hundreds it takes less. */
async function addJob(queue: LaneQueue, lane: string): Promise<void> {
  await queue.add(
    'lane',
    { lane },
    { deduplication: { id: lane, keepLastIfActive: true }, removeOnComplete: true, removeOnFail: true },
  );
}

/** BullMQ waits for ever for its first connection. */
const WAKE_TIMEOUT_MS = 3000;
