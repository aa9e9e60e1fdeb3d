import type { Database } from '@upshot/ledger/connect';
import { findRetentionRun } from '@upshot/ledger/retention/runs';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId } from '../http/schemas.ts';
import { describeRetentionRun, retentionRunSchema } from './retention-run-schema.ts';

/** One removal of expired data. */
export function getRetentionRun(database: Database) {
  return defineEndpoint({
    operationId: 'getRetentionRun',
    summary: 'Get a removal of expired data',
    tag: 'retention',
    params: Type.Object({ run: ownId }),
    answers: { 200: { description: 'The removal.', schema: retentionRunSchema } },
    problems: ['retention_run_not_found'],
    async handle({ params }) {
      const run = await findRetentionRun(database, params.run);
      if (run === undefined) {
        throw new Problem('retention_run_not_found', `There is no removal "${params.run}".`);
      }
      return describeRetentionRun(run);
    },
  });
}
