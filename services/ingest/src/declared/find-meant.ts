import type { NamedIntegration } from '@upshot/shared/integration';
import { invalid } from '../http/validate.ts';
import type { FaultCollection } from './collect-faults.ts';
import type { Declared } from './read-declared.ts';

interface Existing {
  readonly row: NamedIntegration;
}

type Entry = Pick<Declared, 'name' | 'renamedFrom'>;

/**
 * Finds which integration each entry means: the one of its name, or else the one of its former name. Entries without
 * one are new. Entries are in an order in which names can be given: each is free when its turn comes.
 */
export function findMeant<D extends Entry, E extends Existing>(
  declared: readonly D[],
  existing: readonly E[],
  faults: FaultCollection,
): ReadonlyMap<D, E | undefined> {
  const byName = new Map(existing.map((integration) => [keyOf(integration.row.name), integration]));
  const renamed = findRenamed(declared, byName, faults);
  const leaving = new Set(renamed.values());
  const others = declared.filter((entry) => !renamed.has(entry));
  return new Map<D, E | undefined>([
    ...renamed,
    ...others.map((entry): [D, E | undefined] => {
      const found = byName.get(keyOf(entry.name));
      return [entry, found !== undefined && leaving.has(found) ? undefined : found];
    }),
  ]);
}

/** One rename may make the name free for another: they are found in that order. */
function findRenamed<D extends Entry, E>(
  declared: readonly D[],
  byName: ReadonlyMap<string, E>,
  faults: FaultCollection,
): ReadonlyMap<D, E> {
  const renamed = new Map<D, E>();
  const leaving = new Map<E, D>();
  const isFree = (name: string) => {
    const holder = byName.get(keyOf(name));
    return holder === undefined || leaving.has(holder);
  };
  for (let size = -1; size < renamed.size;) {
    size = renamed.size;
    for (const [index, entry] of declared.entries()) {
      const former = entry.renamedFrom === undefined ? undefined : byName.get(keyOf(entry.renamedFrom));
      if (former === undefined || renamed.has(entry) || !isFree(entry.name)) continue;
      const other = leaving.get(former);
      if (other === undefined) renamed.set(entry, former);
      if (other === undefined) leaving.set(former, entry);
      else faults.add([claimedTwice(index, declared.indexOf(other))]);
    }
  }
  return renamed;
}

function claimedTwice(index: number, other: number) {
  const message = `names the integration that integrations[${other}] renames already`;
  return invalid([{ field: `integrations[${index}].renamed_from`, message }]);
}

function keyOf(name: string): string {
  return name.toLowerCase();
}
