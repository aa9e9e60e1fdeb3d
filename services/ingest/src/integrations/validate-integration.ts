import type { Database } from '@upshot/ledger/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { invalid } from '../http/validate.ts';
import { integrationSchema } from './describe-integration.ts';
import { findIntegration, integrationParams, type KnownIntegration } from './find-integration.ts';
import type { IntegrationTools } from './integration-tools.ts';
import { openFields } from './own-fields.ts';
import { requireFields } from './require-fields.ts';
import { showIntegration } from './show-integration.ts';

/**
 * Checks an integration as it is kept: that its script compiles, that its secrets can still be opened, and that its
 * mail can be sent.
 */
export function validateIntegration(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'validateIntegration',
    summary: 'Validate an integration',
    tag: 'integrations',
    isAudited: false,
    params: integrationParams,
    answers: { 200: { description: 'It is valid.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found', 'invalid_script', 'unsupported_integration_type'],
    async handle({ params }) {
      const integration = await findIntegration(database, params);
      requireValid(integration, tools);
      return envelope(200, await showIntegration(database, link, integration));
    },
  });
}

function requireValid(integration: KnownIntegration, { ring, installation }: IntegrationTools): void {
  const unreadable: string[] = [];
  const fields = openFields(ring, integration, integration, (field) => unreadable.push(field));
  const message = 'cannot be opened with the keys of this installation: set it again';
  if (unreadable.length > 0) throw invalid(unreadable.map((field) => ({ field, message })));
  requireFields(integration.type, { ...fields, condition: integration.condition }, installation);
}
