import type { RunSummary } from '../../api/entities.generated.ts';

/** What a replay repeats of a run. */
export type Repeated = Pick<RunSummary, 'activity' | 'activity_state' | 'integration'>;

/** The replays that repeat these runs and no other: one for each integration and state. */
export function groupForReplay(runs: readonly Repeated[]) {
  const groups = Map.groupBy(runs, (run) => `${run.integration} ${run.activity_state}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const activities = [...new Set(group.map(({ activity }) => activity))];
    return [{ activities, state: first.activity_state, integrations: [first.integration] }];
  });
}
