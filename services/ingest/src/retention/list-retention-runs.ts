import type { Database } from '@upshot/ledger/connect';
import { listRetentionRuns as readRuns } from '@upshot/ledger/retention/runs';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeRetentionRun, retentionRunSchema } from './retention-run-schema.ts';

/** The latest removals of expired data, the newest first. */
export function listRetentionRuns(database: Database) {
  return defineEndpoint({
    operationId: 'listRetentionRuns',
    summary: 'List removals of expired data',
    description: 'The latest 50, the newest first.',
    tag: 'retention',
    answers: { 200: { description: 'The removals.', schema: Type.Array(retentionRunSchema) } },
    async handle() {
      return (await readRuns(database, 50)).map(describeRetentionRun);
    },
  });
}
