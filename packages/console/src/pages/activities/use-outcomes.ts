import { useQueries } from '@tanstack/react-query';
import type { Activity, ActivityOutcomes } from '../../api/entities.generated.ts';
import { listActivityOutcomes } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { useLive } from '../../shell/live.ts';

const AT_ONCE = 50;
const NEWS_EVERY_MS = 5000;

/** What came of the activities of a list, by id and state. */
export function useOutcomes(
  project: string,
  activities: readonly Activity[],
): ReadonlyMap<string, ActivityOutcomes> {
  const isLive = useLive();
  const ids = [...new Set(activities.map(({ id }) => id))];
  const portions = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, place) =>
    ids.slice(place * AT_ONCE, (place + 1) * AT_ONCE),
  );
  const answers = useQueries({
    queries: portions.map((activity) => ({
      ...ask(listActivityOutcomes, { params: { project }, query: { activity } }),
      refetchInterval: isLive ? NEWS_EVERY_MS : (false as const),
    })),
  });
  const found = answers.flatMap(({ data = [] }) => data);
  return new Map(found.map((outcomes) => [`${outcomes.activity} ${outcomes.state}`, outcomes]));
}
