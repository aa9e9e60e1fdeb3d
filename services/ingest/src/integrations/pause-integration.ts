import type { Database } from '@upshot/ledger/connect';
import { pauseIntegration as pause } from '@upshot/ledger/integrations/pause';
import { isHealthType } from '@upshot/integrations/registry';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { compileValidate, invalid } from '../http/validate.ts';
import { integrationSchema } from './describe-integration.ts';
import { findIntegration, integrationParams } from './find-integration.ts';
import { showIntegration } from './show-integration.ts';

const pauseBody = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'For people.' })) },
  { additionalProperties: false },
);

const validate = compileValidate(pauseBody);

/** Pauses an integration. One that is paused already stays as it is: its first pause counts. */
export function pauseIntegration(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'pauseIntegration',
    summary: 'Pause an integration',
    description:
      'It gets no new runs: receipts say that it was skipped because it is paused. Pending runs wait. ' +
      'Attempts in progress end as usual.',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationParams,
    shownBody: pauseBody,
    answers: { 200: { description: 'Paused.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found'],
    async handle({ params, body, caller }) {
      const { reason = null } = validate(body ?? {});
      const { type } = await findIntegration(database, params);
      if (isHealthType(type))
        throw invalid([
          {
            field: 'integration',
            message: `is a ${type}, which cannot be paused: delete it to end its notices`,
          },
        ]);
      await pause(database, params.integration, { reason, by: caller?.tokenId ?? 'bootstrap' });
      return envelope(200, await showIntegration(database, link, await findIntegration(database, params)));
    },
  });
}
