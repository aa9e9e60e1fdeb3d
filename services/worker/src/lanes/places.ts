/** A number of places, of which each integration may have a share. */
export interface Places {
  /** A place, given back by disposing of it; undefined when there is none for this integration now. */
  take(integrationId: string): Disposable | undefined;
}

/** Creates places: `total` in all, `each` for one integration. */
export function createPlaces({ total, each }: { readonly total: number; readonly each: number }): Places {
  const taken = new Map<string, number>();
  let inAll = 0;
  return {
    take(integrationId) {
      const own = taken.get(integrationId) ?? 0;
      if (inAll >= total || own >= each) return undefined;
      inAll++;
      taken.set(integrationId, own + 1);
      return {
        [Symbol.dispose]() {
          inAll--;
          const left = (taken.get(integrationId) ?? 1) - 1;
          if (left === 0) taken.delete(integrationId);
          else taken.set(integrationId, left);
        },
      };
    },
  };
}
