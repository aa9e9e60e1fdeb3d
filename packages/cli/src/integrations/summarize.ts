import type { IntegrationType } from '@upshot/integrations/registry';
import type { Integration } from '../api/entities.ts';
import { isKnownType } from './is-known-type.ts';

const SCRIPT_CHARACTERS = 300;
const CHARACTERS = 240;

const summaries: { readonly [T in IntegrationType]: (integration: Integration) => string } = {
  script: ({ script = '' }) => `Script:\n${script.slice(0, SCRIPT_CHARACTERS).replaceAll('\t', '  ')}`,
  webhook: ({ url = '' }) => `URL: ${url}`,
  'health.email': ({ from_address: from, recipients = [] }) =>
    [...(from ? [`From: ${from}`] : []), `To: ${recipients.join(', ')}`].join('\n'),
  'health.slack': ({ channel = '' }) => `Channel: ${channel}`,
  'health.pagerduty': ({ routing_key: key = '' }) => `Routing key: ${key}`,
  'health.webhook': ({ url = '' }) => `URL: ${url}`,
};

/** Says in a few lines what an integration does. */
export function summarize(integration: Integration): string {
  const { type } = integration;
  const summary = isKnownType(type)
    ? summaries[type](integration)
    : JSON.stringify(ownProperties(integration));
  return summary.length > CHARACTERS ? `${summary.slice(0, CHARACTERS - 3)}...` : summary;
}

function ownProperties(integration: Integration): object {
  const common = ['id', 'type', 'role', 'created_at', 'updated_at', '_links'];
  return Object.fromEntries(Object.entries(integration).filter(([key]) => !common.includes(key)));
}
