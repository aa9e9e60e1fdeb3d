import { KeyedCounter } from './keyed-counter.ts';

/** Who wants a permit. */
interface Holder {
  readonly projectId: string;
  readonly integrationId: string;
}

/** A number of semaphore, of which each project and each integration may have a share. */
export interface FairSemaphore {
  /** A permit, given back by disposing of it; undefined when there is none for this holder now. */
  tryAcquire(holder: Holder): Disposable | undefined;
}

export interface FairSemaphoreOptions {
  readonly total: number;
  /** How many of them one integration may have; all when left out. */
  readonly each?: number;
  /** A project may have so many times as many semaphore as are still free: with 3, three quarters when it is alone. */
  readonly alpha: number;
}

/**
 * Creates semaphore. However much a project takes, some are left for others; the more projects want some, the less each may
 * have (the dynamic thresholds of Choudhury and Hahne). A project that has none yet gets one as long as there is one.
 */
export function createFairSemaphore({ total, each = total, alpha }: FairSemaphoreOptions): FairSemaphore {
  const ofProjects = new KeyedCounter();
  const ofIntegrations = new KeyedCounter();
  const canAcquire = ({ projectId, integrationId }: Holder) => {
    const used = ofProjects.total;
    if (used >= total || ofIntegrations.of(integrationId) >= each) return false;
    const usedByProject = ofProjects.of(projectId);
    return usedByProject === 0 || usedByProject + 1 <= alpha * (total - used - 1);
  };
  return {
    tryAcquire(holder) {
      if (!canAcquire(holder)) return undefined;
      const { projectId, integrationId } = holder;
      const count = (change: number) => {
        ofProjects.add(projectId, change);
        ofIntegrations.add(integrationId, change);
      };
      count(1);
      return { [Symbol.dispose]: () => count(-1) };
    },
  };
}
