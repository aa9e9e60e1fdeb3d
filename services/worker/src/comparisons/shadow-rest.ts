import type { ShadowCost } from '@upshot/ledger/comparisons/shadow';

/** A shadow takes at most so much of the processor time of one worker. */
const SHARE = 0.05;

/** It may take its share of a minute at once. */
const AHEAD_MS = 60_000;

/** How long a shadow rests after what it took. */
export function shadowRest({ cpu_ms: cpuMs, elapsed_ms: elapsedMs }: ShadowCost): number {
  return Math.max(0, cpuMs / SHARE - elapsedMs - AHEAD_MS);
}
