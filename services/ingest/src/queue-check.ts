import type { LaneQueue } from '@upshot/runtime/queue';
import { withTimeout } from '@upshot/runtime/with-timeout';

const TIMEOUT_MS = 300;

/** Makes the question whether Redis answers, for the readiness page. Never throws. */
export function createQueueCheck(queue: LaneQueue): () => Promise<boolean> {
  /** Any command that only reads will do. */
  const ping = async () => {
    await queue.isPaused();
    return true;
  };
  return () => withTimeout(ping(), TIMEOUT_MS).catch(() => false);
}
