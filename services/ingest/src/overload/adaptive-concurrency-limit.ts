import { AdaptiveLimit } from '@upshot/fairness/adaptive-limit';
import { dynamicThreshold } from '@upshot/fairness/dynamic-threshold';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';

/** Adaptive concurrency limit (AIMD): bounds the requests in flight so that none waits long for the event loop. */
export interface AdaptiveConcurrencyLimit {
  /**
   * Admits a request of the tenant if it is within the limit. A small number of requests is always admitted; a small
   * number of one tenant, or its even share, is admitted up to the hard limit, which is twice the limit.
   */
  tryAcquire(tenant: string): ConcurrencyAdmission;
  /** Adapts the limit to the event loop's lag, and the milliseconds for which it was observed. */
  observe(lagMs: number, overMs: number): void;
}

export type ConcurrencyAdmission =
  | { readonly kind: 'admitted'; release(): void }
  /** All capacity is in use, or this tenant uses its share. */
  | { readonly kind: 'full' | 'tenant over share' };

/** Event-loop lag to aim at. An admitted request waits about this long to be read, and again to be answered. */
const TARGET_LAG_MS = 15;

/** With fewer requests in flight than this, the lag has another cause. */
const MIN_LIMIT = 8;

/** More than a process ever has in flight. */
const MAX_LIMIT = 100_000;

/** A tenant with fewer requests in flight than this is not refused, up to the hard limit. */
const MIN_PER_TENANT = 4;
const MIN_HARD_LIMIT = 64;

/** A tenant may use as much as it leaves free: alone, half of the limit. */
const ALPHA = 1;

/**
 * Creates the concurrency limit of one process. Tenants share it by a dynamic threshold, and by even shares beyond
 * it.
 */
export function createAdaptiveConcurrencyLimit(): AdaptiveConcurrencyLimit {
  const inFlight = new KeyedCounter();
  const limit = new AdaptiveLimit({ targetMs: TARGET_LAG_MS, min: MIN_LIMIT, max: MAX_LIMIT });
  return {
    tryAcquire(tenant) {
      const used = inFlight.of(tenant);
      const { total } = inFlight;
      const isUnderThreshold = total < MIN_LIMIT || used < dynamicThreshold(limit.current, total, ALPHA);
      const evenShare = Math.min(limit.current / 2, inFlight.evenShare(tenant, limit.current));
      const isWithinShare = used < Math.max(MIN_PER_TENANT, evenShare);
      const isOverHardLimit = total >= Math.max(MIN_HARD_LIMIT, 2 * limit.current);
      // A tenant that is alone takes nothing from others: its requests may be waiting for an unavailable ledger.
      if (!isUnderThreshold && !isWithinShare) return { kind: used === total ? 'full' : 'tenant over share' };
      if (!isUnderThreshold && isOverHardLimit) return { kind: 'full' };
      inFlight.add(tenant, 1);
      return { kind: 'admitted', release: () => inFlight.add(tenant, -1) };
    },
    observe: (lagMs, overMs) => limit.observe(lagMs, overMs, inFlight.total),
  };
}
