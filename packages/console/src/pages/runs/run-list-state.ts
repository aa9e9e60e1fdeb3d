declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The runs of the list that the reader came from, in its order. */
    readonly runs?: readonly string[];
  }
}

const AROUND = 100;

/** What the address of a run remembers of the list around it. */
export function listAround(ids: readonly string[], id: string): { readonly runs: readonly string[] } {
  const place = ids.indexOf(id);
  return { runs: ids.slice(Math.max(0, place - AROUND), place + AROUND + 1) };
}

/** Where a run stands in that list; undefined where it is not part of one. */
export function placeIn(runs: readonly string[] | undefined, id: string) {
  const place = runs?.indexOf(id) ?? -1;
  if (runs === undefined || place === -1) return undefined;
  return { number: place + 1, of: runs.length, previous: runs[place - 1], next: runs[place + 1] };
}
