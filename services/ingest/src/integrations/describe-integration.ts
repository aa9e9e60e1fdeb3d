import type { Integration } from '@upshot/shared/database/tables';
import { integrationTypes, type IntegrationType } from '@upshot/shared/integration';
import { Type } from 'typebox';
import type { Link } from '../http/link.ts';
import { links, timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '../http/timestamp.ts';

/** An integration with the source of the script it runs now. */
export interface IntegrationWithScript extends Integration {
  readonly source: string | null;
}

/** Stands in answers for a key that is set; sent back, it leaves the key as it is. */
export const hiddenKey = '******';

/** An integration as it is answered; a script has `script`, a webhook `url` and `shared_key`. */
export const integrationSchema = Type.Object({
  id: Type.String(),
  type: Type.Enum([...integrationTypes]),
  role: Type.String({ description: 'Always empty.' }),
  events: Type.Array(Type.String()),
  environments: Type.Array(Type.String()),
  excluded_environments: Type.Array(Type.String()),
  states: Type.Array(Type.String()),
  result: Type.String(),
  concurrency: Type.Integer(),
  script: Type.Optional(Type.String()),
  script_version: Type.Optional(Type.Integer()),
  url: Type.Optional(Type.String()),
  shared_key: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: '"******" where one is set: it is never answered again.',
    }),
  ),
  created_at: timestamp,
  updated_at: timestampOrNull,
  _links: links,
});

const describeType: { readonly [T in IntegrationType]: (integration: IntegrationWithScript) => object } = {
  script: ({ source, script_version }) => ({ script: source, script_version }),
  webhook: ({ url, shared_key_sealed }) => ({
    url,
    shared_key: shared_key_sealed === null ? null : hiddenKey,
  }),
};

/** Describes an integration, its properties in the original's order. */
export function describeIntegration(integration: IntegrationWithScript, link: Link) {
  const { id, project_id, type } = integration;
  const href = link('projects', project_id, 'integrations', id);
  return {
    id,
    type,
    role: '',
    events: integration.events,
    environments: integration.environments,
    excluded_environments: integration.excluded_environments,
    states: integration.states,
    result: integration.result,
    ...describeType[type](integration),
    concurrency: integration.concurrency,
    created_at: toTimestamp(integration.created_at),
    updated_at: toTimestampOrNull(integration.updated_at),
    _links: {
      self: { href },
      '#edit': { href },
      '#delete': { href },
      '#validate': { href: `${href}/validate` },
      activities: { href: `${href}/activities` },
      variables: { href: `${href}/variables` },
    },
  };
}
