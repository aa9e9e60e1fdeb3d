import type { KeyedCounter } from './keyed-counter.ts';

/** A tenant may hold this many times what is still free: alone, it gets three quarters of a pool. */
export const DYNAMIC_THRESHOLD_ALPHA = 3;

/**
 * Dynamic threshold: how much of a pool one tenant may hold. The threshold is `alpha` times what is still free, so
 * the more tenants are active, the less each may hold, and no tenant can exhaust the pool.
 *
 * A. K. Choudhury, E. L. Hahne: Dynamic Queue Length Thresholds for Shared-Memory Packet Switches,
 * IEEE/ACM Transactions on Networking 6(2), 1998.
 */
export function dynamicThreshold(capacity: number, used: number, alpha = DYNAMIC_THRESHOLD_ALPHA): number {
  return alpha * Math.max(0, capacity - used);
}

/**
 * Dynamic-threshold limiter: whether the tenant may take one more unit of the pool. A tenant that holds none may take
 * one while one is free.
 */
export function canTakeOne(usage: KeyedCounter, tenant: string, capacity: number, alpha?: number): boolean {
  if (usage.total >= capacity) return false;
  const used = usage.of(tenant);
  return used === 0 || used + 1 <= dynamicThreshold(capacity, usage.total + 1, alpha);
}
