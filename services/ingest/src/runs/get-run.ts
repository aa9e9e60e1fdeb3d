import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { describeAttempt, describeRun } from './describe-run.ts';
import { findAttempts } from '@upshot/ledger/runs/attempts';
import { findRun } from './find-run.ts';
import { runWithAttemptsSchema } from './run-schema.ts';

/** Answers one run with all of its attempts. */
export function getRun(database: Database) {
  return defineEndpoint({
    operationId: 'getRun',
    summary: 'Read a run',
    tag: 'runs',
    params: Type.Object({ project: projectId, run: ownId }),
    answers: { 200: { description: 'The run.', schema: runWithAttemptsSchema } },
    problems: ['run_not_found'],
    async handle({ params }) {
      const run = await findRun(database, params);
      const attempts = await findAttempts(database, params);
      return { ...describeRun(run), attempts: attempts.map(describeAttempt) };
    },
  });
}
