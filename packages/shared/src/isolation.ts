/** How far a run of a script is kept from earlier runs of the same integration, the least first. */
export const isolations = ['warm', 'context', 'isolate'] as const;

/**
 * What a run shares with earlier runs of its integration, never with another one's:
 * - `warm`: a context with frozen built-ins, if the script can leave nothing in it
 * - `context`: an isolate; the context is its own
 * - `isolate`: nothing
 */
export type Isolation = (typeof isolations)[number];

/** The one that keeps runs further apart. */
export function strictest(one: Isolation, other: Isolation): Isolation {
  return isolations.indexOf(one) > isolations.indexOf(other) ? one : other;
}
