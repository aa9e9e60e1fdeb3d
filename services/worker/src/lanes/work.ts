import { laneQueueName, type LaneJob } from '@upshot/runtime/queue';
import { closeShared, redisConnection } from '@upshot/runtime/redis/connect';
import { Worker } from 'bullmq';
import type { WorkerEvents } from '../events.ts';

/** Takes lanes from the queue until disposed; disposing waits for the turns under way. */
export interface LaneWork extends AsyncDisposable {
  /** Takes no more lanes; resolves when the turns under way have ended. */
  pause(): Promise<void>;
  /** Takes lanes again. */
  resume(): Promise<void>;
}

/**
 * Takes lane jobs from the queue and gives each to `turn`. A turn that throws is over: its runs are still in the
 * ledger, and the relay brings the lane back.
 */
export async function workLanes(options: {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly concurrency: number;
  readonly lockMs: number;
  readonly turn: (lane: string) => Promise<void>;
  readonly events: WorkerEvents;
}): Promise<LaneWork> {
  const { redisUrl, prefix, concurrency, lockMs, turn, events } = options;
  const process = async ({ data }: { data: LaneJob }) => {
    try {
      await turn(data.lane);
    } catch (fault) {
      events.laneFault(data.lane, fault);
    }
  };
  const connection = redisConnection(redisUrl, { failFast: false });
  const worker = new Worker<LaneJob>(laneQueueName, process, {
    prefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: Math.ceil(lockMs / 2),
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    connection,
    skipVersionCheck: true,
  });
  worker.on('error', events.queueFault);
  await worker.waitUntilReady();
  return {
    pause: () => worker.pause(),
    resume: () => worker.resume(),
    async [Symbol.asyncDispose]() {
      await worker.close();
      closeShared(connection);
    },
  };
}
