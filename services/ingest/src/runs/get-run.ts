import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { describeEndedAttempt, describeRun } from './describe-run.ts';
import { findAttempts } from '@upshot/ledger/runs/attempts';
import { findRun } from './find-run.ts';
import { runWithAttemptsSchema } from './run-schema.ts';
import { traceUrl } from './trace-url.ts';

/** Answers one run with all of its attempts. */
export function getRun(database: Database, traceTemplate: string | undefined) {
  return defineEndpoint({
    operationId: 'getRun',
    summary: 'Read a run',
    tag: 'runs',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId, run: ownId }),
    answers: { 200: { description: 'The run.', schema: runWithAttemptsSchema } },
    problems: ['run_not_found'],
    async handle({ params, caller }) {
      const run = await findRun(database, { ...params, integrations: integrationsOf(caller) });
      const attempts = await findAttempts(database, params);
      const trace_url = traceUrl(traceTemplate, run.trace_id);
      const described = attempts.map(describeEndedAttempt);
      const requests = described.at(-1)?.requests ?? null;
      const { retry_seconds } = run;
      return { ...describeRun(run), retry_seconds, requests, trace_url, attempts: described };
    },
  });
}
