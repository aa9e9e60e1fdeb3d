import type { Api } from '../api/api.ts';
import type { Activity, LogItem } from '../api/entities.ts';

type LogEntry = NonNullable<LogItem['data']>;

/**
 * Yields an activity's log, item by item, until the server seals it. While the activity is under way it looks again
 * every `refreshSeconds`; 0 reads what there is and no more.
 */
export async function* followLog(
  activityApi: Api,
  { refreshSeconds }: { refreshSeconds: number },
): AsyncGenerator<LogEntry> {
  const seen = new Set<string>();
  for (;;) {
    const isOver = refreshSeconds === 0 || (await hasEnded(activityApi));
    const query = seen.size === 0 ? {} : { start_at: seen.size };
    for await (const { _id: id, data, seal } of activityApi.lines<LogItem>(['log'], query)) {
      if (seal === true) return;
      if (data === undefined || (id !== undefined && seen.has(id))) continue;
      seen.add(id ?? String(seen.size));
      yield data;
    }
    if (isOver) return;
    await new Promise((resolve) => setTimeout(resolve, refreshSeconds * 1000));
  }
}

/** Asked before the log is read: what is written between the two is then read once more. */
async function hasEnded(activityApi: Api): Promise<boolean> {
  const { state } = await activityApi.get<Activity>([]);
  return state === 'complete' || state === 'cancelled';
}
