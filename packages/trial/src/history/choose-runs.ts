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
