import type { Integration } from '@upshot/ledger/tables';
import {
  integrationTypes,
  isHealthType,
  isIntegrationType,
  type IntegrationType,
} from '@upshot/integrations/registry';
import { Type } from 'typebox';
import type { Link } from '../http/paging/link.ts';
import { links, timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '../http/timestamp.ts';

/** An integration with the source of the script it runs now. */
export interface IntegrationWithScript extends Omit<Integration, 'type'> {
  readonly type: IntegrationType;
  readonly source: string | null;
}

/** A row of a type that this version knows. */
export function withKnownType<R extends { readonly type: string }>(
  row: R,
): R & { readonly type: IntegrationType } {
  const { type } = row;
  if (!isIntegrationType(type)) throw new Error(`an integration of the unknown type "${type}" was read`);
  return { ...row, type };
}

/** Stands in answers for a key that is set; sent back, it leaves the key as it is. */
export const hiddenKey = '******';

/**
 * An integration as it is answered: a script has `script`, a webhook `url` and `shared_key`. Only what answers activities
 * has filters.
 */
export const integrationSchema = Type.Object({
  id: Type.String(),
  type: Type.Enum([...integrationTypes]),
  role: Type.String({ description: 'Always empty.' }),
  events: Type.Optional(Type.Array(Type.String())),
  environments: Type.Optional(Type.Array(Type.String())),
  excluded_environments: Type.Optional(Type.Array(Type.String())),
  states: Type.Optional(Type.Array(Type.String())),
  result: Type.Optional(Type.String()),
  concurrency: Type.Optional(Type.Integer()),
  script: Type.Optional(Type.String()),
  script_version: Type.Optional(Type.Integer()),
  url: Type.Optional(Type.String()),
  shared_key: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: '"******" where one is set: it is never answered again.',
    }),
  ),
  recipients: Type.Optional(Type.Array(Type.String())),
  from_address: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  token: Type.Optional(Type.String({ description: 'Always "******".' })),
  channel: Type.Optional(Type.String()),
  routing_key: Type.Optional(Type.String({ description: 'Always "******".' })),
  paused_at: Type.Optional(timestampOrNull),
  paused_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  created_at: timestamp,
  updated_at: timestampOrNull,
  _links: links,
});

type Describe = (integration: IntegrationWithScript) => object;

const describeTarget: Describe = ({ url, shared_key_sealed }) => ({
  url,
  shared_key: shared_key_sealed === null ? null : hiddenKey,
});

const describeType: { readonly [T in IntegrationType]: Describe } = {
  script: ({ source, script_version }) => ({ script: source, script_version }),
  webhook: describeTarget,
  'health.email': ({ recipients, from_address }) => ({ recipients, from_address }),
  'health.slack': ({ channel }) => ({ token: hiddenKey, channel }),
  'health.pagerduty': () => ({ routing_key: hiddenKey }),
  'health.webhook': describeTarget,
};

/** Describes an integration, its properties in the original's order. */
export function describeIntegration(integration: IntegrationWithScript, link: Link) {
  const { id, project_id, type } = integration;
  const href = link('projects', project_id, 'integrations', id);
  const answersActivities = !isHealthType(type);
  return {
    id,
    type,
    role: '',
    ...(answersActivities ? describeFilter(integration) : {}),
    ...describeType[type](integration),
    ...(answersActivities ? describeState(integration) : {}),
    created_at: toTimestamp(integration.created_at),
    updated_at: toTimestampOrNull(integration.updated_at),
    _links: {
      self: { href },
      '#edit': { href },
      '#delete': { href },
      '#validate': { href: `${href}/validate` },
      activities: { href: `${href}/activities` },
      ...(answersActivities ? { variables: { href: `${href}/variables` } } : {}),
      ...(answersActivities ? linkToPause(integration, href) : {}),
    },
  };
}

function describeFilter(integration: IntegrationWithScript) {
  const { events, environments, excluded_environments, states, result } = integration;
  return { events, environments, excluded_environments, states, result };
}

function describeState({ concurrency, paused_at, paused_reason }: IntegrationWithScript) {
  return { concurrency, paused_at: toTimestampOrNull(paused_at), paused_reason };
}

/** Only what can be done with it now. */
function linkToPause({ paused_at }: IntegrationWithScript, href: string) {
  return paused_at === null
    ? { '#pause': { href: `${href}/pause` } }
    : { '#resume': { href: `${href}/resume` } };
}
