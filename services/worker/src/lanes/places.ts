import { Tally } from '@upshot/shared/tally';

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
  const ofProjects = new Tally();
  const ofIntegrations = new Tally();
  const hasRoomFor = ({ projectId, integrationId }: Claimant) => {
    const inAll = ofProjects.total;
    if (inAll >= total || ofIntegrations.of(integrationId) >= each) return false;
    const own = ofProjects.of(projectId);
    return own === 0 || own + 1 <= generosity * (total - inAll - 1);
  };
  return {
    take(claimant) {
      if (!hasRoomFor(claimant)) return undefined;
      const { projectId, integrationId } = claimant;
      const count = (change: number) => {
        ofProjects.add(projectId, change);
        ofIntegrations.add(integrationId, change);
      };
      count(1);
      return { [Symbol.dispose]: () => count(-1) };
    },
  };
}
