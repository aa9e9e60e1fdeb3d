import type { Database } from '@upshot/ledger/connect';
import { requestRetention } from '@upshot/ledger/retention/runs';
import { newId } from '@upshot/shared/id';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeRetentionRun, retentionRunSchema } from './retention-run-schema.ts';

/** Asks the workers to remove expired data now, or to say what would go. */
export function postRetentionRun(database: Database) {
  return defineEndpoint({
    operationId: 'postRetentionRun',
    summary: 'Remove expired data',
    description: 'A worker begins within seconds. Workers also do this every hour by themselves.',
    tag: 'retention',
    body: Type.Object(
      {
        dry_run: Type.Optional(
          Type.Boolean({ description: 'Says what would go, and removes nothing (false).' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: { 202: { description: 'It was asked for.', schema: retentionRunSchema } },
    async handle({ body, caller }, reply) {
      const requestedBy = caller?.tokenId ?? 'bootstrap';
      const run = { id: newId(), requestedBy, isDryRun: body.dry_run ?? false };
      reply.code(202);
      return describeRetentionRun(await requestRetention(database, run));
    },
  });
}
