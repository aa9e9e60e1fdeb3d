import type { Database } from '@upshot/shared/database/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import { logQuery, sendLog, type LogItem } from '../http/log-stream.ts';
import { readTimestamp } from '../http/timestamp.ts';
import { activityParams } from './activity-schema.ts';
import { findActivity, type RecordedActivity } from './find-activity.ts';

/** Answers the log that the producer put into the activity, line by line. */
export function getActivityLog(database: Database) {
  return defineEndpoint({
    summary: "Read an activity's own log",
    description: 'What its producer wrote into `log`; the logs of scripts are those of their runs.',
    tag: 'activities',
    params: activityParams,
    query: logQuery,
    answers: { 200: { description: 'JSON lines, the last of them {"seal": true}.' } },
    problems: ['activity_not_found'],
    async handle({ params, query }, reply) {
      const activity = await findActivity(database, { ...params, state: undefined });
      return sendLog(reply, readLog(activity), true, query);
    },
  });
}

function readLog({ body, recorded_at }: RecordedActivity): readonly LogItem[] {
  const { log, completed_at } = JSON.parse(body) as { log?: unknown; completed_at?: unknown };
  if (typeof log !== 'string' || log === '') return [];
  const at = readTimestamp(completed_at) ?? recorded_at;
  return log.split(/(?<=\n)/).map((line, index) => ({
    id: String(index),
    at,
    message: line.endsWith('\n') ? line : `${line}\n`,
  }));
}
