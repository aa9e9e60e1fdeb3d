import type { Database } from '@upshot/ledger/connect';
import type { LiveOutput } from '@upshot/runtime/live-output';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Following } from '../http/paging/following.ts';
import { logQuery, sendLog } from '../http/paging/log-stream.ts';
import { findIntegrationActivity, integrationActivityParams } from './integration-activity.ts';
import { createRunLogReader } from './read-run-log.ts';

/** Answers the log of a run that is seen as an activity. */
export function getIntegrationActivityLog(database: Database, live: LiveOutput, following: Following) {
  return defineEndpoint({
    operationId: 'getIntegrationActivityLog',
    summary: 'Read the log of a run as an activity',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationActivityParams,
    query: logQuery,
    answers: { 200: { description: 'JSON lines; the last of a finished run is {"seal": true}.' } },
    problems: ['activity_not_found'],
    async handle({ params, query }, reply) {
      const key = { project: params.project, run: params.activity };
      const find = () => findIntegrationActivity(database, params);
      const read = createRunLogReader(database, live, key, find);
      return await sendLog(reply, read, following, query);
    },
  });
}
