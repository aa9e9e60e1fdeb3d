/** Who wants a place. */
interface Claimant {
  readonly projectId: string;
  readonly integrationId: string;
}

/** A number of places, of which each project and each integration may have a share. */
export interface Places {
  /** A place, given back by disposing of it; undefined when there is none for this claimant now. */
  take(claimant: Claimant): Disposable | undefined;
}

export interface PlacesOptions {
  readonly total: number;
  /** How many of them one integration may have; all when left out. */
  readonly each?: number;
  /** A project may have so many times as many places as are still free: with 3, three quarters when it is alone. */
  readonly generosity: number;
}

/**
 * Creates places. However much a project takes, some are left for others; the more projects want some, the less each may
 * have (the dynamic thresholds of Choudhury and Hahne). A project that has none yet gets one as long as there is one.
 */
export function createPlaces({ total, each = total, generosity }: PlacesOptions): Places {
  const taken = new Map<string, number>();
  let inAll = 0;
  const count = (key: string) => taken.get(key) ?? 0;
  const add = (key: string, change: number) => {
    const left = count(key) + change;
    if (left === 0) taken.delete(key);
    else taken.set(key, left);
  };
  const hasRoomFor = ({ projectId, integrationId }: Claimant) => {
    if (inAll >= total || count(`integration ${integrationId}`) >= each) return false;
    const own = count(`project ${projectId}`);
    return own === 0 || own + 1 <= generosity * (total - inAll - 1);
  };
  return {
    take(claimant) {
      if (!hasRoomFor(claimant)) return undefined;
      const keys = [`project ${claimant.projectId}`, `integration ${claimant.integrationId}`];
      inAll++;
      for (const key of keys) add(key, 1);
      return {
        [Symbol.dispose]() {
          inAll--;
          for (const key of keys) add(key, -1);
        },
      };
    },
  };
}
