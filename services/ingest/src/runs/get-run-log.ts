import type { Database } from '@upshot/shared/database/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { logQuery, sendLog } from '../http/log-stream.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { findAttempts, findRun } from './find-run.ts';
import { readRunLog } from './read-run-log.ts';

/** Answers what a run printed. */
export function getRunLog(database: Database) {
  return defineEndpoint({
    summary: "Read a run's log",
    description: 'The output of every attempt so far; sealed once the run has its final outcome.',
    tag: 'runs',
    params: Type.Object({ project: projectId, run: ownId }),
    query: logQuery,
    answers: { 200: { description: 'JSON lines; the last of a finished run is {"seal": true}.' } },
    problems: ['run_not_found'],
    async handle({ params, query }, reply) {
      const run = await findRun(database, params);
      const attempts = await findAttempts(database, params);
      const items = readRunLog(attempts);
      return sendLog(reply, (start) => items.slice(start), !run.is_pending, query);
    },
  });
}
