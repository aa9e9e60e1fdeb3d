import type { Outcome } from '@upshot/shared/outcome';

/** How a run ended that a trial can repeat. */
export const repeatableOutcomes: readonly Outcome[] = ['succeeded', 'failed', 'timed_out', 'out_of_memory'];

const MAX_SEARCHED = 1000;

/** Among how many of the newest runs so many are chosen, so that rare kinds are found. */
export function searchedFor(count: number): number {
  return Math.min(MAX_SEARCHED, count * 10);
}

/** What of a run decides whether it is chosen. */
interface Choosable {
  readonly activity_type: string;
  readonly outcome: string | null;
}

/** Chooses among runs, the newest first: of each type and outcome in turn, so that rare kinds are there. */
export function chooseRuns<R extends Choosable>(runs: readonly R[], count: number): readonly R[] {
  const kinds = Map.groupBy(runs, ({ activity_type: type, outcome }) => `${type} ${outcome}`);
  const chosen = new Set<R>();
  for (let round = 0; chosen.size < Math.min(count, runs.length); round += 1)
    for (const kind of kinds.values()) {
      const run = kind[round];
      if (run !== undefined && chosen.size < count) chosen.add(run);
    }
  return runs.filter((run) => chosen.has(run));
}
