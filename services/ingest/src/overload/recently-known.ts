/** Names that were found to be real within the last minute or two. */
export interface RecentlyKnown {
  has(name: string): boolean;
  add(name: string): void;
}

const KNOWN_FOR_MS = 60_000;
const MAX_KNOWN = 10_000;

/** Remembers names without a timer: in two generations, of which the older one is forgotten as a whole. */
export function createRecentlyKnown(): RecentlyKnown {
  let recent = new Set<string>();
  let earlier = new Set<string>();
  let changedAt = performance.now();
  return {
    has: (name) => recent.has(name) || earlier.has(name),
    add(name) {
      if (performance.now() - changedAt > KNOWN_FOR_MS || recent.size >= MAX_KNOWN) {
        earlier = recent;
        recent = new Set();
        changedAt = performance.now();
      }
      recent.add(name);
    },
  };
}
