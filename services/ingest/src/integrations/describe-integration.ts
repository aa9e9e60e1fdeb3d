import type { RecentRuns } from '@upshot/ledger/integrations/recent-runs';
import type { Field } from '@upshot/integrations/field';
import { definitionOf, integrationTypes, isHealthType } from '@upshot/integrations/registry';
import { outcomes } from '@upshot/shared/outcome';
import { Type, type TOptional } from 'typebox';
import type { Link } from '../http/paging/link.ts';
import { links, timestamp, timestampOrNull } from '../http/schemas.ts';
import type { KnownIntegration } from './find-integration.ts';
import { showFields } from './own-fields.ts';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';

/**
 * An integration as it is answered: with the fields of its type. Only what answers activities
 * has filters.
 */
export const integrationSchema = Type.Object({
  id: Type.String(),
  name: Type.String({ description: 'Unique in the project; stands for the id in paths and filters.' }),
  type: Type.Enum([...integrationTypes]),
  role: Type.String({ description: 'Always empty.' }),
  events: Type.Optional(Type.Array(Type.String())),
  environments: Type.Optional(Type.Array(Type.String())),
  excluded_environments: Type.Optional(Type.Array(Type.String())),
  states: Type.Optional(Type.Array(Type.String())),
  result: Type.Optional(Type.String()),
  condition: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  concurrency: Type.Optional(Type.Integer()),
  max_per_second: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], {
      description: 'The most attempts that begin a second; null: any number.',
    }),
  ),
  burst: Type.Optional(
    Type.Integer({ description: 'How many attempts may begin at once within the rate limit.' }),
  ),
  ...ownFieldSchemas(),
  paused_at: Type.Optional(timestampOrNull),
  paused_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  managed_by: Type.Optional(
    Type.String({
      description: 'The set of files whose apply made it; left out where it was added by hand.',
    }),
  ),
  last_outcome: Type.Union([Type.Enum([...outcomes]), Type.Null()], {
    description: 'How its newest finished run ended, cancelled ones left out.',
  }),
  failing_since: Type.Union([Type.String(), Type.Null()], {
    description: 'When the first of the last runs (up to 20) that all failed ended. Null: none failed.',
  }),
  created_at: timestamp,
  updated_at: timestampOrNull,
  _links: links,
});

/** Every field that some type has; of a secret only whether there is one. */
function ownFieldSchemas(): Record<string, TOptional> {
  const fields = integrationTypes.flatMap((type) => Object.entries(definitionOf(type).fields));
  const schemas = fields.map(([name, field]): [string, TOptional] => [name, shownSchema(field)]);
  return { ...Object.fromEntries(schemas), script_version: Type.Optional(Type.Integer()) };
}

function shownSchema({ schema, keptIn, default: preset }: Field): TOptional {
  if (keptIn !== 'sealed') return Type.Optional(schema);
  const description = preset === null ? '"******" where one is set.' : 'Always "******".';
  const shown = preset === null ? Type.Union([Type.String(), Type.Null()], { description }) : undefined;
  return Type.Optional(shown ?? Type.String({ description }));
}

const noRuns: RecentRuns = { last_outcome: null, failing_since: null };

/** Describes an integration, its properties in Platform.sh's order. */
export function describeIntegration(integration: KnownIntegration, link: Link, recent: RecentRuns = noRuns) {
  const { id, name, project_id, type } = integration;
  const href = link('projects', project_id, 'integrations', id);
  const answersActivities = !isHealthType(type);
  return {
    id,
    name,
    type,
    role: '',
    ...(answersActivities ? describeFilter(integration) : {}),
    ...showFields(type, integration),
    ...(integration.script_version === null ? {} : { script_version: integration.script_version }),
    ...(answersActivities ? describeState(integration) : {}),
    ...(integration.managed_by === null ? {} : { managed_by: integration.managed_by }),
    last_outcome: recent.last_outcome,
    failing_since: toTimestampOrNull(recent.failing_since),
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

function describeFilter(integration: KnownIntegration) {
  const { events, environments, excluded_environments, states, result, condition } = integration;
  return { events, environments, excluded_environments, states, result, condition };
}

function describeState(integration: KnownIntegration) {
  const { concurrency, max_per_second, burst, paused_at, paused_reason } = integration;
  return { concurrency, max_per_second, burst, paused_at: toTimestampOrNull(paused_at), paused_reason };
}

/** Only what can be done with it now. */
function linkToPause({ paused_at }: KnownIntegration, href: string) {
  return paused_at === null
    ? { '#pause': { href: `${href}/pause` } }
    : { '#resume': { href: `${href}/resume` } };
}
