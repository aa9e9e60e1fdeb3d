import type { Database } from '@upshot/ledger/connect';
import type { LiveOutput } from '@upshot/runtime/live-output';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Following } from '../http/paging/following.ts';
import { logQuery, sendLog } from '../http/paging/log-stream.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { findRun } from './find-run.ts';
import { createRunLogReader } from './read-run-log.ts';

/** Answers what a run printed. */
export function getRunLog(database: Database, live: LiveOutput, following: Following) {
  return defineEndpoint({
    operationId: 'getRunLog',
    summary: "Read a run's log",
    description:
      'The output of every attempt so far, also of the one under way; sealed once the run has its final outcome.',
    tag: 'runs',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId, run: ownId }),
    query: logQuery,
    answers: { 200: { description: 'JSON lines; the last of a finished run is {"seal": true}.' } },
    problems: ['run_not_found'],
    async handle({ params, query, caller }, reply) {
      const key = { ...params, integrations: integrationsOf(caller) };
      const read = createRunLogReader(database, live, key, () => findRun(database, key));
      return await sendLog(reply, read, following, query);
    },
  });
}
