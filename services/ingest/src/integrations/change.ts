import type { Tables } from '@upshot/ledger/tables';
import type { IntegrationType } from '@upshot/integrations/registry';
import type { Updateable } from 'kysely';
import { compileValidate, invalid } from '../http/validate.ts';
import { requireMail, requireMailboxes } from './check-mail.ts';
import { requireScript } from './check-script.ts';
import { requireWebhookUrl } from './check-url.ts';
import type { IntegrationTools } from './creation.ts';
import { hiddenKey, type IntegrationWithScript } from './describe-integration.ts';
import { changeSchemas } from './integration-fields.ts';
import { sealSecret } from './seal-secret.ts';
import { sealSharedKey } from './seal-shared-key.ts';

/** What changes of an integration: columns, and the source of its script where that is another one. */
export interface Change {
  readonly columns: Omit<Updateable<Tables['integrations']>, 'id' | 'project_id' | 'type'>;
  readonly source?: string;
}

type ReadChange = (body: unknown, integration: IntegrationWithScript, tools: IntegrationTools) => Change;

/** Reads the body that changes an integration. Throws a problem that names everything that is wrong with it. */
export const readChange: ReadChange = (body, integration, tools) => {
  refuseOtherType(body, integration.type);
  return readers[integration.type](body, integration, tools);
};

const validateScript = compileValidate(changeSchemas.script);
const validateWebhook = compileValidate(changeSchemas.webhook);
const validateEmail = compileValidate(changeSchemas['health.email']);
const validateSlack = compileValidate(changeSchemas['health.slack']);
const validatePagerduty = compileValidate(changeSchemas['health.pagerduty']);
const validateHealthWebhook = compileValidate(changeSchemas['health.webhook']);

const readers: { readonly [T in IntegrationType]: ReadChange } = {
  script(body, { source }) {
    const { script, type: _type, ...columns } = validateScript(body);
    if (script === undefined || script === source) return { columns };
    requireScript(script);
    return { columns, source: script };
  },
  webhook(body, integration, tools) {
    const { shared_key, type: _type, ...columns } = validateWebhook(body);
    return { columns: { ...columns, ...readTarget({ url: columns.url, shared_key }, integration, tools) } };
  },
  'health.email'(body, _integration, { mail }) {
    const { type: _type, ...columns } = validateEmail(body);
    if (Object.keys(columns).length > 0) requireMailboxes(columns, requireMail(mail));
    return { columns };
  },
  'health.slack'(body, { id }, { ring }) {
    const { token, type: _type, ...columns } = validateSlack(body);
    if (token === undefined || token === hiddenKey) return { columns };
    return { columns: { ...columns, token_sealed: sealSecret(ring, id, 'token', token) } };
  },
  'health.pagerduty'(body, { id }, { ring }) {
    const { routing_key } = validatePagerduty(body);
    if (routing_key === undefined || routing_key === hiddenKey) return { columns: {} };
    return { columns: { routing_key_sealed: sealSecret(ring, id, 'routing_key', routing_key) } };
  },
  'health.webhook'(body, integration, tools) {
    const { url, shared_key } = validateHealthWebhook(body);
    return { columns: readTarget({ url, shared_key }, integration, tools) };
  },
};

/** Where a webhook goes to, and the key that signs it. */
interface Target {
  readonly url: string | undefined;
  readonly shared_key: string | null | undefined;
}

function readTarget({ url, shared_key }: Target, { id }: IntegrationWithScript, { ring }: IntegrationTools) {
  if (url !== undefined) requireWebhookUrl(url);
  const columns = url === undefined ? {} : { url };
  if (shared_key === undefined || shared_key === hiddenKey) return columns;
  return { ...columns, shared_key_sealed: sealSharedKey(ring, id, shared_key) };
}

function refuseOtherType(body: unknown, type: IntegrationType): void {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'type')) return;
  if ('type' in body && body.type === type) return;
  throw invalid([
    { field: 'type', message: `cannot change: it is "${type}"; delete the integration and add another` },
  ]);
}
