import { canTakeOne } from './dynamic-threshold.ts';
import { KeyedCounter } from './keyed-counter.ts';

/** A semaphore whose permits are shared fairly between tenants. */
export interface FairSemaphore {
  /**
   * Acquires a permit, released by disposing of it. Undefined when the pool is exhausted, or the tenant or the
   * resource has its share. The resource is what the tenant uses the permit for; the tenant itself when left out.
   */
  tryAcquire(tenant: string, resource?: string): Disposable | undefined;
}

export interface FairSemaphoreOptions {
  readonly total: number;
  /** How many permits one tenant may hold, beside the dynamic threshold; no bound when left out. */
  readonly maxPerTenant?: number;
  /** How many permits may be held for one resource; no bound when left out. */
  readonly maxPerResource?: number;
}

/** Creates a semaphore that no tenant can exhaust: each is bounded by a dynamic threshold (`dynamic-threshold.ts`). */
export function createFairSemaphore({
  total,
  maxPerTenant = total,
  maxPerResource = total,
}: FairSemaphoreOptions): FairSemaphore {
  const byTenant = new KeyedCounter();
  const byResource = new KeyedCounter();
  const canAcquire = (tenant: string, resource: string) =>
    byTenant.of(tenant) < maxPerTenant &&
    byResource.of(resource) < maxPerResource &&
    canTakeOne(byTenant, tenant, total);
  return {
    tryAcquire(tenant, resource = tenant) {
      if (!canAcquire(tenant, resource)) return undefined;
      const count = (change: number) => {
        byTenant.add(tenant, change);
        byResource.add(resource, change);
      };
      count(1);
      return { [Symbol.dispose]: () => count(-1) };
    },
  };
}
