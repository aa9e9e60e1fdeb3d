import type { Database } from '@upshot/shared/database/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import { logQuery, sendLog } from '../http/log-stream.ts';
import { findAttempts } from './find-run.ts';
import { findIntegrationActivity, integrationActivityParams } from './integration-activity.ts';
import { readRunLog } from './read-run-log.ts';

/** Answers the log of a run that is seen as an activity. */
export function getIntegrationActivityLog(database: Database) {
  return defineEndpoint({
    summary: 'Read the log of a run as an activity',
    tag: 'integrations',
    params: integrationActivityParams,
    query: logQuery,
    answers: { 200: { description: 'JSON lines; the last of a finished run is {"seal": true}.' } },
    problems: ['activity_not_found'],
    async handle({ params, query }, reply) {
      const run = await findIntegrationActivity(database, params);
      const attempts = await findAttempts(database, { project: params.project, run: run.id });
      const items = readRunLog(attempts);
      return sendLog(reply, (start) => items.slice(start), !run.is_pending, query);
    },
  });
}
