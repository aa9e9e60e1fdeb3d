import type { Database } from '@upshot/ledger/connect';
import type { IntegrationType } from '@upshot/integrations/registry';
import { unseal } from '@upshot/secrets/seal';
import { findSharedKeyFault } from '@upshot/shared/shared-key';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { invalid } from '../http/validate.ts';
import { requireMail, requireMailboxes } from './check-mail.ts';
import { requireScript } from './check-script.ts';
import { requireWebhookUrl } from './check-url.ts';
import type { IntegrationTools } from './creation.ts';
import {
  describeIntegration,
  integrationSchema,
  type IntegrationWithScript,
} from './describe-integration.ts';
import { findIntegration, integrationParams } from './find-integration.ts';
import { secretContext, type SecretField } from './seal-secret.ts';

/**
 * Checks an integration as it is kept: that its script compiles, that its secrets can still be opened, and that its
 * mail can be sent.
 */
export function validateIntegration(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    summary: 'Validate an integration',
    tag: 'integrations',
    params: integrationParams,
    answers: { 200: { description: 'It is valid.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found', 'invalid_script', 'unsupported_integration_type'],
    async handle({ params }) {
      const integration = await findIntegration(database, params);
      requireValid[integration.type](integration, tools);
      return envelope(200, describeIntegration(integration, link));
    },
  });
}

type RequireValid = (integration: IntegrationWithScript, tools: IntegrationTools) => void;

const requireTarget: RequireValid = ({ id, url, shared_key_sealed }, tools) => {
  requireWebhookUrl(url ?? '');
  if (shared_key_sealed === null) return;
  const key = requireSecret(tools, id, 'shared_key', shared_key_sealed);
  const fault = findSharedKeyFault(key);
  if (fault !== undefined) throw invalid([{ field: 'shared_key', message: fault }]);
};

const requireValid: { readonly [T in IntegrationType]: RequireValid } = {
  script: ({ source }) => requireScript(source ?? ''),
  webhook: requireTarget,
  'health.email': ({ recipients, from_address }, { mail }) =>
    requireMailboxes({ recipients: recipients ?? [], from_address }, requireMail(mail)),
  'health.slack': ({ id, token_sealed }, tools) => {
    requireSecret(tools, id, 'token', token_sealed ?? '');
  },
  'health.pagerduty': ({ id, routing_key_sealed }, tools) => {
    requireSecret(tools, id, 'routing_key', routing_key_sealed ?? '');
  },
  'health.webhook': requireTarget,
};

function requireSecret({ ring }: IntegrationTools, id: string, field: SecretField, sealed: string): string {
  try {
    return unseal(ring, sealed, secretContext(id, field));
  } catch {
    const message = 'cannot be opened with the keys of this installation: set it again';
    throw invalid([{ field, message }]);
  }
}
