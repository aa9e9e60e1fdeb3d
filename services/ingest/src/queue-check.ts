import type { LaneQueue } from '@upshot/shared/queue';
import { within } from '@upshot/shared/within';

const PATIENCE_MS = 300;

/** Makes the question whether Redis answers, for the readiness page. Never throws. */
export function createQueueCheck(queue: LaneQueue): () => Promise<boolean> {
  /** Any command that only reads will do. */
  const ping = async () => {
    await queue.isPaused();
    return true;
  };
  return () => within(PATIENCE_MS, ping()).catch(() => false);
}
