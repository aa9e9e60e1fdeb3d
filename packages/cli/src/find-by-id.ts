import { Failure } from './failure.ts';

/** Finds the one thing whose id is `id`, or begins with it. Throws when there is none, or more than one. */
export function findById<T extends { readonly id: string }>(
  things: readonly T[],
  id: string,
  noun: string,
): T {
  const exact = things.find((thing) => thing.id === id);
  if (exact !== undefined) return exact;
  const matching = things.filter((thing) => thing.id.startsWith(id));
  const [first, ...others] = [...new Map(matching.map((thing) => [thing.id, thing])).values()];
  if (first === undefined) throw new Failure(`${noun} not found: ${id}`);
  if (others.length === 0) return first;
  const ids = [first, ...others].map((thing) => `  ${thing.id}`).join('\n');
  throw new Failure(`${id} is ambiguous, it may be one of:\n${ids}`);
}
