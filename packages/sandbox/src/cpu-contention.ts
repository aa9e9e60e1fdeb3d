import { availableParallelism, loadavg } from 'node:os';

const LOOK_EVERY_MS = 1000;

let seen = 1;
let seenAt = Number.NEGATIVE_INFINITY;

/**
 * How many times longer than alone a task takes on this machine now: the tasks that want a processor, per processor.
 */
export function machineContention(): number {
  const now = performance.now();
  if (now - seenAt > LOOK_EVERY_MS) {
    seenAt = now;
    seen = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  }
  return seen;
}
