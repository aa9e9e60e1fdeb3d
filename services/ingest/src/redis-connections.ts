import { openLiveOutput, type LiveOutput } from '@upshot/runtime/live-output';
import {
  openNewsPublisher,
  openNewsSubscriber,
  type NewsPublisher,
  type NewsSubscriber,
} from '@upshot/runtime/project-news';
import { openLaneQueue, type LaneQueue } from '@upshot/runtime/queue';
import { settleWithin } from '@upshot/runtime/settle-within';
import { openTrialQueue, type TrialQueue } from '@upshot/runtime/trial-queue';
import type { IngestEvents } from './events.ts';

/** How long a shutdown waits for Redis. What it was not told of, the relay finds. */
export const DISPATCH_MS = 1000;

/** What ingest keeps in Redis, and hears through it. */
export interface RedisConnections extends AsyncDisposable {
  readonly queue: LaneQueue;
  readonly trials: TrialQueue;
  readonly live: LiveOutput;
  readonly publisher: NewsPublisher;
  readonly news: NewsSubscriber;
}

/** Opens them all. Disposing closes them. */
export function openRedisConnections(
  { redisUrl, queuePrefix }: { readonly redisUrl: string; readonly queuePrefix: string },
  events: Pick<IngestEvents, 'queueFault'>,
): RedisConnections {
  const queue = openLaneQueue(redisUrl, queuePrefix);
  queue.on('error', events.queueFault);
  const trials = openTrialQueue(redisUrl, queuePrefix, events.queueFault);
  const live = openLiveOutput(redisUrl, queuePrefix);
  const publisher = openNewsPublisher(redisUrl, queuePrefix);
  const news = openNewsSubscriber(redisUrl, queuePrefix);
  return {
    queue,
    trials,
    live,
    publisher,
    news,
    async [Symbol.asyncDispose]() {
      await settleWithin(DISPATCH_MS, Promise.all([queue.close(), trials.close()]));
      await live[Symbol.asyncDispose]();
      publisher[Symbol.dispose]();
      news[Symbol.dispose]();
    },
  };
}
