import { wakeLanes, type LaneQueue } from '@upshot/runtime/queue';
import type { IngestEvents } from '../events.ts';

/**
 * Tells the workers which lanes have work. Best effort: when Redis is away or the process dies, the relay finds the
 * lanes in the ledger.
 */
export interface Dispatcher {
  wake(lanes: readonly string[]): void;
  close(): Promise<void>;
}

/** Creates the dispatcher of one ingest process. Lanes that gather while one round trip is under way go together. */
export function createDispatcher(queue: LaneQueue, events: Pick<IngestEvents, 'dispatchFault'>): Dispatcher {
  const gathered = new Set<string>();
  let running: Promise<void> | undefined;

  const run = async () => {
    while (gathered.size > 0) {
      const lanes = [...gathered];
      gathered.clear();
      try {
        await wakeLanes(queue, lanes);
      } catch (fault) {
        events.dispatchFault(fault, lanes.length);
      }
    }
    running = undefined;
  };

  return {
    wake(lanes) {
      for (const lane of lanes) gathered.add(lane);
      if (gathered.size > 0) running ??= run();
    },
    async close() {
      await running;
    },
  };
}
