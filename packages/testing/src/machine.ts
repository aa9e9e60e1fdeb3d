import { availableParallelism, loadavg } from 'node:os';

/**
 * How many runnable tasks share one core at this moment, at least 1: the factor by which wall-clock timeouts grow on a
 * busy machine.
 */
export function busyness(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
}

const LOOP = 20_000_000;

/** Processor time of {@link LOOP} empty iterations on the machine on which the limits in the tests were chosen. */
const REFERENCE_MS = 11;

let measured: number | undefined;

/**
 * How much processor time the same work takes here, as a multiple of the reference machine's, at least 1. Measured once
 * with an empty loop, the best of three. Shared cores and caches cost processor time too, not only wall-clock time.
 */
export function slowness(): number {
  measured ??= Math.max(1, Math.min(loopMs(), loopMs(), loopMs()) / REFERENCE_MS);
  return measured;
}

function loopMs(): number {
  const before = process.cpuUsage();
  let sum = 0;
  for (let index = 0; index < LOOP; index++) sum += index & 1;
  const { user, system } = process.cpuUsage(before);
  return sum === 0 ? 0 : (user + system) / 1000;
}
