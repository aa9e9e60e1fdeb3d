import type { Api } from '../api/api.ts';
import type { Activity, LogItem } from '../api/entities.ts';
import { hasEnded } from './has-ended.ts';

type LogEntry = NonNullable<LogItem['data']>;

/**
 * Yields an activity's log, item by item, until the server seals it. While the activity is under way it looks again
 * every `refreshSeconds`; 0 reads what there is and does not wait for more.
 */
export async function* followLog(
  activityApi: Api,
  { refreshSeconds }: { refreshSeconds: number },
): AsyncGenerator<LogEntry> {
  const seen = new Set<string>();
  for (;;) {
    // Asked before the log is read: what is written between the two is then read once more.
    const isOver = refreshSeconds === 0 || hasEnded(await activityApi.get<Activity>([]));
    const before = seen.size;
    const query = seen.size === 0 ? {} : { start_at: seen.size };
    for await (const { _id: id, data, seal } of activityApi.lines<LogItem>(['log'], query)) {
      if (seal === true) return;
      if (data === undefined || (id !== undefined && seen.has(id))) continue;
      seen.add(id ?? String(seen.size));
      yield data;
    }
    // An answer is limited in size: without a seal, what is left comes with the next.
    if (seen.size > before) continue;
    if (isOver) return;
    await new Promise((resolve) => setTimeout(resolve, refreshSeconds * 1000));
  }
}
