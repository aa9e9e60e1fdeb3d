import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { describeRun } from './describe-run.ts';
import { findRun } from './find-run.ts';
import { runOutcomeSchema } from './run-schema.ts';

/** Answers how a run ended, without what it printed. */
export function getRunOutcome(database: Database) {
  return defineEndpoint({
    operationId: 'getRunOutcome',
    summary: 'Read the outcome of a run',
    description:
      'For producers, who know the ids of the runs that they caused from receipts: no output, no error, no attempts.',
    tag: 'runs',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId, run: ownId }),
    answers: { 200: { description: 'The outcome.', schema: runOutcomeSchema } },
    problems: ['run_not_found'],
    async handle({ params, caller }) {
      const run = await findRun(database, { ...params, integrations: integrationsOf(caller) });
      const { id, integration, integration_name, state, outcome } = describeRun(run);
      return { id, integration, integration_name, state, outcome };
    },
  });
}
