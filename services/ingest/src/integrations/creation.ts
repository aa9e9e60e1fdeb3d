import type { Integration } from '@upshot/shared/database/tables';
import { defaultConcurrency, defaultFilters, type IntegrationType } from '@upshot/shared/integration';
import type { KeyRing } from '@upshot/shared/secrets/seal';
import { compileValidate } from '../http/validate.ts';
import { requireScript } from './check-script.ts';
import { requireWebhookUrl } from './check-url.ts';
import { creationSchemas, type FilterFields } from './integration-fields.ts';
import { readIntegrationType } from './other-types.ts';
import { sealSharedKey } from './seal-shared-key.ts';

/** An integration to be created: its columns, and the source of its script. */
export interface Creation {
  readonly type: IntegrationType;
  readonly columns: FilterColumns & Pick<Integration, 'script_version' | 'url' | 'shared_key_sealed'>;
  readonly source: string | null;
}

type FilterColumns = Pick<
  Integration,
  'events' | 'states' | 'environments' | 'excluded_environments' | 'result' | 'concurrency'
>;

/** Reads the body that creates an integration. Throws a problem that names everything that is wrong with it. */
export function readCreation(body: unknown, id: string, ring: KeyRing): Creation {
  return readers[readIntegrationType(body)](body, id, ring);
}

const validateScript = compileValidate(creationSchemas.script);
const validateWebhook = compileValidate(creationSchemas.webhook);

const readers: { readonly [T in IntegrationType]: (body: unknown, id: string, ring: KeyRing) => Creation } = {
  script(body) {
    const { script, ...filter } = validateScript(body);
    requireScript(script);
    const own = { script_version: 1, url: null, shared_key_sealed: null };
    return { type: 'script', columns: { ...withDefaults('script', filter), ...own }, source: script };
  },
  webhook(body, id, ring) {
    const { url, shared_key = null, ...filter } = validateWebhook(body);
    requireWebhookUrl(url);
    const own = { script_version: null, url, shared_key_sealed: sealSharedKey(ring, id, shared_key) };
    return { type: 'webhook', columns: { ...withDefaults('webhook', filter), ...own }, source: null };
  },
};

function withDefaults(type: IntegrationType, given: FilterFields): FilterColumns {
  const defaults = defaultFilters[type];
  return {
    events: given.events ?? [...defaults.events],
    states: given.states ?? [...defaults.states],
    environments: given.environments ?? [...defaults.environments],
    excluded_environments: given.excluded_environments ?? [...defaults.excluded_environments],
    result: given.result ?? defaults.result,
    concurrency: given.concurrency ?? defaultConcurrency[type],
  };
}
