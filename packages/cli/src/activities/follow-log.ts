import type { Api } from '../api/api.ts';
import type { Activity, LogItem } from '../api/entities.ts';
import { exitCodes, Failure } from '../failure.ts';
import { hasEnded } from './has-ended.ts';

type LogEntry = NonNullable<LogItem['data']>;

interface Following {
  /** How often to look again; 0 reads what there is and does not wait for more. */
  readonly refreshSeconds: number;
  /** The server sends each item when it is there. A connection that breaks is made again. */
  readonly isStreaming?: boolean;
}

/** How often, a second apart, a broken connection is made again before the command gives up. */
const MAX_BREAKS = 60;

/** Yields an activity's log, item by item, until the server seals it. */
export async function* followLog(
  activityApi: Api,
  { refreshSeconds, isStreaming = false }: Following,
): AsyncGenerator<LogEntry> {
  const seen = new Set<string>();
  for (let breaks = 0; ;) {
    let pauseSeconds = isStreaming ? 0.3 : refreshSeconds;
    try {
      // Asked before the log is read: what is written between the two is then read once more.
      const isOver = (refreshSeconds === 0 && !isStreaming) || hasEnded(await activityApi.get<Activity>([]));
      const before = seen.size;
      const start = before === 0 ? {} : { start_at: before };
      const query = isStreaming && !isOver ? { ...start, max_delay: -1 } : start;
      for await (const { _id: id, data, seal } of activityApi.lines<LogItem>(['log'], query)) {
        if (seal === true) return;
        if (data === undefined || (id !== undefined && seen.has(id))) continue;
        seen.add(id ?? String(seen.size));
        breaks = 0;
        yield data;
      }
      // An answer is limited in size: without a seal, what is left comes with the next.
      if (seen.size > before) continue;
      if (isOver) return;
    } catch (failure) {
      if (!isStreaming || !isConnectionFailure(failure) || ++breaks > MAX_BREAKS) throw failure;
      pauseSeconds = 1;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseSeconds * 1000));
  }
}

function isConnectionFailure(failure: unknown): boolean {
  return failure instanceof Failure && failure.exitCode === exitCodes.connection;
}
