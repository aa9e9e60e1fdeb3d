export interface AdaptiveLimitOptions {
  /** The latency that the limit aims at. */
  readonly targetMs: number;
  /** The limit never falls below this; with fewer requests in flight, latency has another cause. */
  readonly min: number;
  readonly max: number;
}

/** The largest part of the limit that one observation removes. */
const LARGEST_CUT = 0.3;

/**
 * Adaptive limit by additive increase and multiplicative decrease (AIMD), as TCP finds its congestion window (RFC
 * 5681): below the current load while latency is over its target, and slowly up while it is not.
 */
export class AdaptiveLimit {
  readonly #options: AdaptiveLimitOptions;
  #current: number;

  constructor(options: AdaptiveLimitOptions) {
    this.#options = options;
    this.#current = options.max;
  }

  get current(): number {
    return this.#current;
  }

  /** Adapts the limit to a latency that was seen for `overMs`, with so many requests in flight. */
  observe(latencyMs: number, overMs: number, inFlight: number): void {
    const { targetMs, min, max } = this.#options;
    const excess = (latencyMs - targetMs) / targetMs;
    if (excess <= 0) {
      this.#current = Math.min(max, this.#current * (1 + overMs / 1000) + overMs / 50);
    } else if (inFlight >= min) {
      const cut = Math.min(LARGEST_CUT, (excess * overMs) / 1000);
      this.#current = Math.max(min, Math.min(this.#current, inFlight) * (1 - cut));
    }
  }
}
