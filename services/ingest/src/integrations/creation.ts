import type { Tables } from '@upshot/ledger/tables';
import { registry, type HookType, type IntegrationType } from '@upshot/integrations/registry';
import type { KeyRing } from '@upshot/secrets/seal';
import type { Insertable } from 'kysely';
import type { MailSettings } from '../health/read-mail-settings.ts';
import { compileValidate } from '../http/validate.ts';
import { requireMail, requireMailboxes } from './check-mail.ts';
import { requireScript } from './check-script.ts';
import { requireWebhookUrl } from './check-url.ts';
import { creationSchemas, type FilterFields } from './integration-fields.ts';
import { readIntegrationType } from './other-types.ts';
import { sealSecret } from './seal-secret.ts';
import { sealSharedKey } from './seal-shared-key.ts';

/** What reading an integration needs to know of this installation. */
export interface IntegrationTools {
  readonly ring: KeyRing;
  /** Undefined where no mail can be sent. */
  readonly mail: MailSettings | undefined;
}

/** An integration to be created: its columns, and the source of its script. */
export interface Creation {
  readonly type: IntegrationType;
  readonly columns: Omit<Insertable<Tables['integrations']>, 'id' | 'project_id' | 'type'>;
  readonly source: string | null;
}

type ReadCreation = (body: unknown, id: string, tools: IntegrationTools) => Omit<Creation, 'type'>;

/** Reads the body that creates an integration. Throws a problem that names everything that is wrong with it. */
export function readCreation(body: unknown, id: string, tools: IntegrationTools): Creation {
  const type = readIntegrationType(body);
  return { type, ...readers[type](body, id, tools) };
}

const validateScript = compileValidate(creationSchemas.script);
const validateWebhook = compileValidate(creationSchemas.webhook);
const validateEmail = compileValidate(creationSchemas['health.email']);
const validateSlack = compileValidate(creationSchemas['health.slack']);
const validatePagerduty = compileValidate(creationSchemas['health.pagerduty']);
const validateHealthWebhook = compileValidate(creationSchemas['health.webhook']);

const readers: { readonly [T in IntegrationType]: ReadCreation } = {
  script(body) {
    const { script, type, ...filter } = validateScript(body);
    requireScript(script);
    return { columns: { ...withDefaults(type, filter), script_version: 1 }, source: script };
  },
  webhook(body, id, { ring }) {
    const { url, shared_key = null, type, ...filter } = validateWebhook(body);
    requireWebhookUrl(url);
    const own = { url, shared_key_sealed: sealSharedKey(ring, id, shared_key) };
    return { columns: { ...withDefaults(type, filter), ...own }, source: null };
  },
  'health.email'(body, _id, { mail }) {
    const { recipients, from_address = null } = validateEmail(body);
    requireMailboxes({ recipients, from_address }, requireMail(mail));
    return { columns: { ...noFilter, recipients, from_address }, source: null };
  },
  'health.slack'(body, id, { ring }) {
    const { token, channel } = validateSlack(body);
    const token_sealed = sealSecret(ring, id, 'token', token);
    return { columns: { ...noFilter, channel, token_sealed }, source: null };
  },
  'health.pagerduty'(body, id, { ring }) {
    const { routing_key } = validatePagerduty(body);
    const routing_key_sealed = sealSecret(ring, id, 'routing_key', routing_key);
    return { columns: { ...noFilter, routing_key_sealed }, source: null };
  },
  'health.webhook'(body, id, { ring }) {
    const { url, shared_key = null } = validateHealthWebhook(body);
    requireWebhookUrl(url);
    const shared_key_sealed = sealSharedKey(ring, id, shared_key);
    return { columns: { ...noFilter, url, shared_key_sealed }, source: null };
  },
};

/** A health integration answers no activity. */
const noFilter = {
  events: [],
  states: [],
  environments: [],
  excluded_environments: [],
  result: '*',
  concurrency: 1,
} satisfies Partial<Creation['columns']>;

function withDefaults(type: HookType, given: FilterFields) {
  const { defaults } = registry[type].filter;
  return {
    events: given.events ?? [...defaults.events],
    states: given.states ?? [...defaults.states],
    environments: given.environments ?? [...defaults.environments],
    excluded_environments: given.excluded_environments ?? [...defaults.excluded_environments],
    result: given.result ?? defaults.result,
    concurrency: given.concurrency ?? registry[type].concurrency,
  };
}
