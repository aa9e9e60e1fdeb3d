import type { Database } from '@upshot/ledger/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Following } from '../http/paging/following.ts';
import { logQuery, sendLog, type LogItem, type LogState } from '../http/paging/log-stream.ts';
import { readTimestamp } from '../http/read-timestamp.ts';
import { activityParams } from './activity-schema.ts';
import { findLatestState, type ActivityKey, type RecordedActivity } from '@upshot/ledger/activities/find';
import { findActivity } from './find-activity.ts';

/** Answers the log that the producer put into the activity, line by line. */
export function getActivityLog(database: Database, following: Following) {
  return defineEndpoint({
    operationId: 'getActivityLog',
    summary: "Read an activity's own log",
    description: 'What its producer wrote into `log`; the logs of scripts are those of their runs.',
    tag: 'activities',
    openTo: 'portals',
    params: activityParams,
    query: logQuery,
    answers: { 200: { description: 'JSON lines; the last one of a finished activity is {"seal": true}.' } },
    problems: ['activity_not_found'],
    async handle({ params, query }, reply) {
      return await sendLog(reply, createReader(database, params), following, query);
    },
  });
}

/**
 * What was recorded does not change: an activity, which may be large, is read again only when it is in another state.
 */
function createReader(database: Database, key: ActivityKey): () => Promise<LogState> {
  let known: { readonly state: string; readonly log: LogState } | undefined;
  return async () => {
    if (known !== undefined && (await findLatestState(database, key)) === known.state) return known.log;
    const activity = await findActivity(database, { ...key, state: undefined });
    const log = { itemsFrom: readLog(activity), isComplete: isFinal(activity.state) };
    known = { state: activity.state, log };
    return log;
  };
}

/** No state follows these: neither does anything in the log. */
function isFinal(state: string): boolean {
  return state === 'complete' || state === 'cancelled';
}

function readLog({ body, recorded_at }: RecordedActivity): (start: number) => Iterable<LogItem> {
  const { log, completed_at } = JSON.parse(body) as { log?: unknown; completed_at?: unknown };
  const text = typeof log === 'string' ? log : '';
  return (start) => readLines(text, readTimestamp(completed_at) ?? recorded_at, start);
}

/**
 * A log may have millions of lines: those before `start` are merely counted, and the others read when they are asked
 * for.
 */
function* readLines(log: string, at: Date, start: number): Iterable<LogItem> {
  let from = 0;
  for (let line = 0; from < log.length; line++) {
    const newline = log.indexOf('\n', from);
    const end = newline < 0 ? log.length : newline;
    if (line >= start) yield { id: String(line), at, message: `${log.slice(from, end)}\n` };
    from = end + 1;
  }
}
