import type { Database } from '@upshot/ledger/connect';
import { findDueLanes } from '@upshot/ledger/lanes/find-due';
import { repeat } from '@upshot/runtime/repeat';
import { wakeLanes, type LaneQueue } from '@upshot/runtime/queue';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerEvents } from '../events.ts';

/** More lanes in one call would block the queue for too long. */
const MAX_LANES = 1000;

/**
 * Relays up to `maxLanes` due lanes to the queue every `everyMs`, until disposed. Each round continues where the last
 * one ended, so that lanes that no worker takes keep no other lane waiting.
 */
export function startRelay(options: {
  readonly database: Database;
  readonly queue: LaneQueue;
  readonly everyMs: number;
  readonly events: WorkerEvents;
  /** The longest time that a retry may lie ahead. */
  readonly longestRetryMs: number;
  readonly maxLanes?: number;
}): AsyncDisposable {
  const { database, queue, everyMs, events, longestRetryMs, maxLanes = MAX_LANES } = options;
  let after = '';
  const relay = async () => {
    try {
      const max = await findQueueCapacity(queue, maxLanes);
      const lanes = await findDueLanes(database, { after, max, longestRetryMs });
      if (lanes === undefined) return;
      if (lanes.length > 0) {
        await wakeLanes(queue, lanes);
        events.relayed(lanes.length);
        events.metrics.relayedLanes(lanes.length);
      }
      after = lanes.length < max ? '' : (lanes.at(-1) ?? '');
    } catch (fault) {
      events.relayFault(fault);
    }
  };
  return repeat(relay, everyMs);
}

/** BullMQ waits forever for its first connection. */
const TIMEOUT_MS = 3000;

/**
 * How many lanes to relay. A lane that waits in the queue already costs as much as another one and changes nothing.
 * While many lanes wait, a tenth is still relayed, so that no lane is forgotten.
 */
async function findQueueCapacity(queue: LaneQueue, maxLanes: number): Promise<number> {
  const unknown = delay(TIMEOUT_MS, 0, { ref: false });
  const waiting = await Promise.race([queue.getJobCountByTypes('waiting', 'prioritized'), unknown]);
  return Math.max(maxLanes - waiting, Math.ceil(maxLanes / 10));
}
