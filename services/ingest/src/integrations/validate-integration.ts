import type { Database } from '@upshot/shared/database/connect';
import type { IntegrationType } from '@upshot/shared/integration';
import { unseal, type KeyRing } from '@upshot/shared/secrets/seal';
import { findSharedKeyFault } from '@upshot/shared/secrets/sign';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/envelope.ts';
import type { Link } from '../http/link.ts';
import { invalid } from '../http/validate.ts';
import { requireScript } from './check-script.ts';
import { requireWebhookUrl } from './check-url.ts';
import {
  describeIntegration,
  integrationSchema,
  type IntegrationWithScript,
} from './describe-integration.ts';
import { findIntegration, integrationParams } from './find-integration.ts';
import { sharedKeyContext } from './seal-shared-key.ts';

/** Checks an integration as it is kept: that its script compiles, and that its key can still be opened. */
export function validateIntegration(database: Database, link: Link, ring: KeyRing) {
  return defineEndpoint({
    summary: 'Validate an integration',
    tag: 'integrations',
    params: integrationParams,
    answers: { 200: { description: 'It is valid.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found', 'invalid_script'],
    async handle({ params }) {
      const integration = await findIntegration(database, params);
      requireValid[integration.type](integration, ring);
      return envelope(200, describeIntegration(integration, link));
    },
  });
}

const requireValid: {
  readonly [T in IntegrationType]: (integration: IntegrationWithScript, ring: KeyRing) => void;
} = {
  script: ({ source }) => requireScript(source ?? ''),
  webhook({ id, url, shared_key_sealed }, ring) {
    requireWebhookUrl(url ?? '');
    if (shared_key_sealed !== null) requireKey(ring, shared_key_sealed, sharedKeyContext(id));
  },
};

function requireKey(ring: KeyRing, sealed: string, context: string): void {
  let fault: string | undefined;
  try {
    fault = findSharedKeyFault(unseal(ring, sealed, context));
  } catch {
    fault = 'cannot be opened with the keys of this installation: set it again';
  }
  if (fault !== undefined) throw invalid([{ field: 'shared_key', message: fault }]);
}
