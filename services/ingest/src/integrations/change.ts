import type { Integration } from '@upshot/shared/database/tables';
import type { IntegrationType } from '@upshot/shared/integration';
import type { KeyRing } from '@upshot/shared/secrets/seal';
import { compileValidate, invalid } from '../http/validate.ts';
import { requireScript } from './check-script.ts';
import { requireWebhookUrl } from './check-url.ts';
import { hiddenKey, type IntegrationWithScript } from './describe-integration.ts';
import { changeSchemas, type FilterFields } from './integration-fields.ts';
import { sealSharedKey } from './seal-shared-key.ts';

/** What changes of an integration: columns, and the source of its script where that is another one. */
export interface Change {
  readonly columns: FilterFields & Partial<Pick<Integration, 'url' | 'shared_key_sealed'>>;
  readonly source: string | undefined;
}

type ReadChange = (body: unknown, integration: IntegrationWithScript, ring: KeyRing) => Change;

/** Reads the body that changes an integration. Throws a problem that names everything that is wrong with it. */
export const readChange: ReadChange = (body, integration, ring) => {
  refuseOtherType(body, integration.type);
  return readers[integration.type](body, integration, ring);
};

const validateScript = compileValidate(changeSchemas.script);
const validateWebhook = compileValidate(changeSchemas.webhook);

const readers: { readonly [T in IntegrationType]: ReadChange } = {
  script(body, { source }) {
    const { script, type: _type, ...columns } = validateScript(body);
    if (script === undefined || script === source) return { columns, source: undefined };
    requireScript(script);
    return { columns, source: script };
  },
  webhook(body, { id }, ring) {
    const { shared_key, type: _type, ...columns } = validateWebhook(body);
    if (columns.url !== undefined) requireWebhookUrl(columns.url);
    if (shared_key === undefined || shared_key === hiddenKey) return { columns, source: undefined };
    return {
      columns: { ...columns, shared_key_sealed: sealSharedKey(ring, id, shared_key) },
      source: undefined,
    };
  },
};

function refuseOtherType(body: unknown, type: IntegrationType): void {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'type')) return;
  if ('type' in body && body.type === type) return;
  throw invalid([
    { field: 'type', message: `cannot change: it is "${type}"; delete the integration and add another` },
  ]);
}
