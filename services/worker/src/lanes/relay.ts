import type { Database } from '@upshot/ledger/connect';
import { findDueLanes } from '@upshot/ledger/lanes/find-due';
import { repeat } from '@upshot/runtime/repeat';
import { wakeLanes, type LaneQueue } from '@upshot/runtime/queue';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerEvents } from '../events.ts';

/** Telling the queue of more than this in one go would take it longer than anybody waits. */
const MAX_LANES = 1000;

/**
 * Relays due lanes to the queue every `everyMs`, until disposed. Each round goes on where the last one ended, so that
 * no lane waits for others that nobody comes to work on; `maxLanes` is how many it takes.
 */
export function startRelay(options: {
  readonly database: Database;
  readonly queue: LaneQueue;
  readonly everyMs: number;
  readonly events: WorkerEvents;
  readonly maxLanes?: number;
}): AsyncDisposable {
  const { database, queue, everyMs, events, maxLanes = MAX_LANES } = options;
  let after = '';
  const relay = async () => {
    try {
      const max = await findRoom(queue, maxLanes);
      const lanes = await findDueLanes(database, { after, max });
      if (lanes === undefined) return;
      if (lanes.length > 0) {
        await wakeLanes(queue, lanes);
        events.relayed(lanes.length);
      }
      after = lanes.length < max ? '' : (lanes.at(-1) ?? '');
    } catch (fault) {
      events.relayFault(fault);
    }
  };
  return repeat(relay, everyMs);
}

/** BullMQ waits for ever for its first connection. */
const PATIENCE_MS = 3000;

/**
 * How many lanes the queue is to be told of. Telling it of one that waits there already changes nothing, and costs it as
 * much as telling it of another: where many wait, it is told of a tenth, so that no lane is forgotten.
 */
async function findRoom(queue: LaneQueue, maxLanes: number): Promise<number> {
  const unknown = delay(PATIENCE_MS, 0, { ref: false });
  const waiting = await Promise.race([queue.getJobCountByTypes('waiting', 'prioritized'), unknown]);
  return Math.max(maxLanes - waiting, Math.ceil(maxLanes / 10));
}
