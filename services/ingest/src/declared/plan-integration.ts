import { filterFields } from '@upshot/integrations/filter-fields';
import { definitionOf, isHealthType, type IntegrationType } from '@upshot/integrations/registry';
import type { ApplyStep } from '@upshot/ledger/integrations/apply-step';
import type { IntegrationWithVariables } from '@upshot/ledger/integrations/with-variables';
import type { KeyRing } from '@upshot/secrets/seal';
import { newId } from '@upshot/shared/id';
import { isDeepStrictEqual } from 'node:util';
import { openFields, showFields, storeFields } from '../integrations/own-fields.ts';
import type { ChangeDocument } from './apply-schema.ts';
import type { FaultCollection } from './collect-faults.ts';
import { planVariables, type VariablePlan } from './plan-variables.ts';
import type { Declared } from './read-declared.ts';

type Step = ApplyStep<IntegrationType>;

/** What becomes of one integration, and what people are told of it. */
export interface PlannedChange {
  readonly step: Step;
  readonly told: ChangeDocument;
}

/** What planning needs beside the integrations. */
export interface PlanTools {
  readonly ring: KeyRing;
  readonly project: string;
  /** The set of files that is applied. */
  readonly set: string;
  readonly message: string | null;
  /** The id of the token. */
  readonly createdBy: string;
}

type Faults = Pick<FaultCollection, 'within'>;

const nothing = { settings: {}, sealed: {}, source: null };

/** Plans an integration that is not there yet. */
export function planCreation(declared: Declared, tools: PlanTools, faults: Faults): PlannedChange {
  const { name, type, filter, values, kept, isPaused = false } = declared;
  const { ring, project, set, createdBy } = tools;
  const id = newId();
  const variables = planVariables(declared.variables, { id, variables: [] }, ring, faults);
  const integration = {
    id,
    project_id: project,
    name,
    type,
    ...filter,
    ...storeFields(ring, { id, type }, values, nothing),
    managed_by: set,
    createdBy,
    version: versionOf(tools),
  };
  const script_version = integration.source === null ? null : { from: null, to: 1 };
  return {
    step: { kind: 'create', integration, variables, isPaused, fields: namesIn(values) },
    told: {
      ...untold,
      action: 'create',
      id: null,
      name,
      type,
      script_version,
      fields: [],
      variables: [...variables.told],
      paused: isPaused ? true : null,
      missing: missingOf(kept, variables),
    },
  };
}

function namesIn(values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(values).filter((name) => values[name] !== null);
}

/** Plans what changes of an integration; undefined where it is as it shall be. */
export function planUpdate(
  declared: Declared,
  { row, variables: current }: IntegrationWithVariables<IntegrationType>,
  tools: PlanTools,
  faults: Faults,
): PlannedChange | undefined {
  const { id, type } = row;
  const { ring, createdBy } = tools;
  const variables = planVariables(declared.variables, { id, variables: current }, ring, faults);
  const opened = openFields(ring, row, row, () => undefined);
  const values = Object.fromEntries(
    Object.entries(declared.values).filter(([name, value]) => !isDeepStrictEqual(value, opened[name])),
  );
  const filter = isHealthType(type) ? {} : changedFilter(declared, row);
  const isRenamed = declared.name !== row.name;
  const isPaused = row.paused_at !== null;
  const { isPaused: shallPause = isPaused } = declared;
  const kept = declared.kept.filter((name) => row.sealed[name] === undefined);
  const missing = missingOf(kept, variables);
  const fields = [...(isRenamed ? ['name'] : []), ...Object.keys(filter), ...Object.keys(values)];
  const isSame = fields.length === 0 && variables.told.length === 0 && shallPause === isPaused;
  if (isSame && missing.length === 0) return undefined;
  const { settings, sealed, source } = storeFields(ring, row, values, row);
  const isNewSource = 'script' in values;
  const change = {
    ...(isRenamed ? { name: declared.name } : {}),
    filter,
    settings,
    sealed,
    source: isNewSource && source !== null ? source : undefined,
    createdBy,
    version: versionOf(tools),
  };
  const from = row.script_version;
  const pause = shallPause ? ('begin' as const) : ('end' as const);
  return {
    step: {
      kind: 'change',
      before: row,
      change: fields.length === 0 ? undefined : change,
      variables,
      pause: shallPause === isPaused ? undefined : pause,
      fields: [...fields, ...(variables.told.length === 0 ? [] : ['variables'])],
    },
    told: {
      ...untold,
      action: 'update',
      id,
      name: declared.name,
      type,
      renamed_from: isRenamed ? row.name : null,
      script_version: isNewSource && from !== null ? { from, to: from + 1 } : null,
      fields: [...tellFilter(filter, row), ...tellValues(values, row)],
      variables: [...variables.told],
      paused: shallPause === isPaused ? null : shallPause,
      missing,
    },
  };
}

const untold = { renamed_from: null, script_version: null, waiting: 0 } as const;

function versionOf({ message }: PlanTools) {
  return { message, origin: 'apply' } as const;
}

function missingOf(kept: readonly string[], { missing }: VariablePlan): string[] {
  return [...kept, ...missing.map((name) => `variables.${name}`)];
}

type Row = IntegrationWithVariables<IntegrationType>['row'];
type Filter = Partial<Declared['filter']>;

const filterNames = Object.keys(filterFields) as readonly (keyof Declared['filter'])[];

function changedFilter({ filter }: Declared, row: Row): Filter {
  const changed = filterNames.filter((name) => !isDeepStrictEqual(filter[name], row[name]));
  return Object.fromEntries(changed.map((name) => [name, filter[name]]));
}

function tellFilter(filter: Filter, row: Row): ChangeDocument['fields'] {
  const changed = filterNames.filter((name) => name in filter);
  return changed.map((field) => ({ field, from: row[field], to: filter[field] }));
}

/** Secrets are named alone, and so is the source of a script: its versions show it. */
function tellValues(values: Readonly<Record<string, unknown>>, row: Row): ChangeDocument['fields'] {
  const { fields } = definitionOf(row.type);
  const shown = showFields(row.type, row);
  return Object.entries(values).map(([field, to]) =>
    fields[field]?.keptIn === 'settings' ? { field, from: shown[field], to } : { field },
  );
}
