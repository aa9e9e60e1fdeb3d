import type { LaneQueue } from '@upshot/shared/queue';

const PATIENCE_MS = 300;

/** Makes the question whether Redis answers, for the readiness page. Never throws. */
export function createQueueCheck(queue: LaneQueue): () => Promise<boolean> {
  /** Any command that only reads will do. */
  const ping = async () => {
    await queue.isPaused();
    return true;
  };
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE_MS);
    });
    const answer = ping().catch(() => false);
    return await Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
  };
}
