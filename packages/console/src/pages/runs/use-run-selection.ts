import { useState } from 'react';

/** Which runs of a list are selected. */
export interface RunSelection {
  readonly ids: ReadonlySet<string>;
  /** Selects a run or not; with the ids of the list, every run from the last one to it as well. */
  readonly toggle: (id: string, range?: readonly string[]) => void;
  readonly clear: () => void;
}

/** The selection of a list of runs. */
export function useRunSelection(): RunSelection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string>();
  return {
    ids,
    toggle(id, range) {
      const between = range === undefined || last === undefined ? [id] : cutBetween(range, last, id);
      const isOn = !ids.has(id);
      setIds((former) => (isOn ? former.union(new Set(between)) : former.difference(new Set(between))));
      setLast(id);
    },
    clear() {
      setIds(new Set());
      setLast(undefined);
    },
  };
}

function cutBetween(ids: readonly string[], one: string, other: string): readonly string[] {
  const places = [ids.indexOf(one), ids.indexOf(other)].toSorted((a, b) => a - b);
  const [first = -1, end = -1] = places;
  return first === -1 ? [other] : ids.slice(first, end + 1);
}
