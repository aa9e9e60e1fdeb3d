import type { Database } from '@upshot/ledger/connect';
import { updateIntegration as changeIntegration } from '@upshot/ledger/integrations/update';
import { integrationTypes } from '@upshot/integrations/registry';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { changeSchemas } from './body-schemas.ts';
import { integrationSchema } from './describe-integration.ts';
import { integrationNotFound, integrationParams } from './find-integration.ts';
import type { IntegrationTools } from './integration-tools.ts';
import { readChange } from './read-body.ts';
import { refuseTakenName } from './refuse-duplicate.ts';
import { warnAboutFilter } from './warn-about-filter.ts';
import { warnAboutRecipients } from './warn-about-recipients.ts';
import { showIntegration } from './show-integration.ts';

/** Changes an integration; another source becomes a new version of its script. */
export function updateIntegration(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'updateIntegration',
    summary: 'Change an integration',
    description:
      'Only what is given changes. The type cannot. With `if_updated_at` only while nothing else has changed it.',
    tag: 'integrations',
    params: integrationParams,
    shownBody: Type.Union(Object.values(changeSchemas)),
    answers: { 200: { description: 'Changed.', schema: envelopeSchema(integrationSchema) } },
    problems: [
      'integration_not_found',
      'invalid_script',
      'unsupported_integration_type',
      'integration_exists',
      'changed_meanwhile',
    ],
    async handle({ params, body, caller }) {
      const key = { ...params, types: integrationTypes };
      const createdBy = caller?.tokenId ?? 'bootstrap';
      const change = changeIntegration(database, key, (integration) => {
        return { ...readChange(body, integration, tools), createdBy };
      });
      const updated = await refuseTakenName(database, params.project, body, change);
      if (updated === undefined) throw integrationNotFound(params);
      const warnings = [...warnAboutFilter(updated), ...(await warnAboutRecipients(database, updated))];
      return envelope(200, await showIntegration(database, link, updated), warnings);
    },
  });
}
