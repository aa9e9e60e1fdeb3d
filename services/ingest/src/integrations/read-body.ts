import type { FilterColumns } from '@upshot/ledger/integrations/integration-row';
import type { NewIntegration } from '@upshot/ledger/integrations/create';
import type { IntegrationChange } from '@upshot/ledger/integrations/update';
import type { FilterRule } from '@upshot/integrations/definition';
import { filterFields } from '@upshot/integrations/filter-fields';
import { anyComplete } from '@upshot/integrations/filter-rules';
import { definitionOf, type IntegrationType } from '@upshot/integrations/registry';
import type { ActivityFilter } from '@upshot/shared/integration';
import { isObject } from '@upshot/shared/json-object';
import { Problem } from '@upshot/shared/problem';
import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { invalid } from '../http/validate.ts';
import { validateChange, validateCreation } from './body-schemas.ts';
import type { KnownIntegration } from './find-integration.ts';
import type { IntegrationTools } from './integration-tools.ts';
import { readIntegrationType } from './other-types.ts';
import { storeFields, withDefaults, withoutRedacted } from './own-fields.ts';
import { requireFields } from './require-fields.ts';

type Creation = Omit<NewIntegration<IntegrationType>, 'project_id'>;

const nothing = { settings: {}, sealed: {}, source: null };

/** Reads the body that creates an integration. Throws a problem that names everything that is wrong with it. */
export function readCreation(body: unknown, id: string, { ring, installation }: IntegrationTools): Creation {
  const type = readIntegrationType(body);
  const given = validateCreation[type](body);
  requireFields(type, given, installation);
  const filter = readFilter(type, given);
  const fields = storeFields(ring, { id, type }, withDefaults(type, given), nothing);
  return { id, name: nameIn(given), type, ...filter, ...fields };
}

/** Reads the body that changes an integration. Throws a problem that names everything that is wrong with it. */
export function readChange(
  body: unknown,
  integration: KnownIntegration,
  { ring, installation }: IntegrationTools,
): IntegrationChange {
  const { type } = integration;
  refuseOtherType(body, type);
  const {
    type: _type,
    if_updated_at: expected,
    ...given
  } = withoutRedacted(type, validateChange[type](body));
  refuseOutdated(integration, expected);
  if (Object.keys(given).length > 0) requireFields(type, given, installation);
  const { settings, sealed, source } = storeFields(ring, integration, given, integration);
  const isSame = source === null || source === integration.source;
  const name = nameIn(given);
  return { name, filter: pickFilter(given), settings, sealed, source: isSame ? undefined : source };
}

/** The name that a body gives. */
export function nameIn(body: unknown): string | undefined {
  return isObject(body) && typeof body['name'] === 'string' ? body['name'] : undefined;
}

/** The whole filter that given fields say, defaults included. */
export function readFilter(type: IntegrationType, given: Readonly<Record<string, unknown>>): FilterColumns {
  return { ...initialFilter(type, given), ...pickFilter(given) };
}

/** A type with a fixed filter keeps none in its rows. */
function initialFilter(type: IntegrationType, given: Readonly<Record<string, unknown>>): FilterColumns {
  const { filter, concurrency } = definitionOf(type);
  const { events, states, environments, excluded_environments, result, condition } = defaultsOf(
    filter,
    given,
  );
  return {
    events: [...events],
    states: [...states],
    environments: [...environments],
    excluded_environments: [...excluded_environments],
    result,
    condition,
    concurrency,
    max_per_second: null,
    burst: 1,
  };
}

function defaultsOf(filter: FilterRule, given: Readonly<Record<string, unknown>>): ActivityFilter {
  if (filter.kind === 'fixed') return noFilter;
  return given['events'] === undefined ? filter.defaults : anyComplete;
}

const noFilter = {
  events: [],
  states: [],
  environments: [],
  excluded_environments: [],
  result: '*',
  condition: null,
} as const;

function pickFilter(given: Readonly<Record<string, unknown>>): Partial<FilterColumns> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(filterFields, name)));
}

/** Two times that say the same may be written differently. */
function refuseOutdated({ updated_at }: KnownIntegration, expected: unknown): void {
  if (expected === undefined) return;
  const isSame =
    typeof expected === 'string' ? Date.parse(expected) === updated_at?.getTime() : updated_at === null;
  if (isSame) return;
  const message = `is not when it was last changed: that is ${toTimestampOrNull(updated_at)}`;
  throw new Problem('changed_meanwhile', `if_updated_at ${message}`, { fields: { if_updated_at: message } });
}

function refuseOtherType(body: unknown, type: IntegrationType): void {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'type')) return;
  if ('type' in body && body.type === type) return;
  throw invalid([
    { field: 'type', message: `cannot change: it is "${type}"; delete the integration and add another` },
  ]);
}
