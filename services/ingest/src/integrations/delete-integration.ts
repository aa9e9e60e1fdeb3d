import type { Database } from '@upshot/ledger/connect';
import { deleteIntegration as markDeleted } from '@upshot/ledger/integrations/delete';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { integrationSchema } from './describe-integration.ts';
import { findIntegration, integrationNotFound, integrationParams } from './find-integration.ts';
import { showIntegration } from './show-integration.ts';

/** Deletes an integration. Its log stays; runs of it that have not begun are cancelled. */
export function deleteIntegration(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'deleteIntegration',
    summary: 'Delete an integration',
    description: 'Its log stays readable. Runs that have not begun are cancelled.',
    tag: 'integrations',
    params: integrationParams,
    answers: { 200: { description: 'Deleted.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found'],
    async handle({ params }) {
      const integration = await findIntegration(database, params);
      if (!(await markDeleted(database, integration.id))) throw integrationNotFound(params);
      return envelope(200, await showIntegration(database, link, integration));
    },
  });
}
