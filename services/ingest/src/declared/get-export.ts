import { filterFields } from '@upshot/integrations/filter-fields';
import { definitionOf, integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import type { Database } from '@upshot/ledger/connect';
import {
  readProjectSnapshot,
  type IntegrationWithVariables,
} from '@upshot/ledger/integrations/with-variables';
import type { Variable } from '@upshot/ledger/tables';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { showFields } from '../integrations/own-fields.ts';
import { projectNotFound } from '../projects/find-project.ts';
import { exportAnswer } from './apply-schema.ts';

/** Answers the integrations of a project as an apply takes them. */
export function getExport(database: Database) {
  return defineEndpoint({
    operationId: 'exportIntegrations',
    summary: 'Read the integrations of a project as an apply takes them',
    description:
      'Applied as it is, it changes nothing: secrets are `******`, and sensitive variables have no value.',
    tag: 'integrations',
    params: Type.Object({ project: projectId }),
    answers: { 200: { description: 'The integrations, by name.', schema: exportAnswer } },
    problems: ['project_not_found'],
    async handle({ params: { project } }) {
      const state = await readProjectSnapshot(database, project, integrationTypes);
      if (state === undefined) throw projectNotFound(project);
      const integrations = state.integrations.map(declare);
      return { revision: Number(state.revision), integrations: integrations.toSorted(byName) };
    },
  });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function declare({ row, variables }: IntegrationWithVariables<IntegrationType>) {
  const { name, type, paused_at } = row;
  const isChosen = definitionOf(type).filter.kind === 'chosen';
  return {
    name,
    type,
    ...(isChosen ? declareFilter(row) : {}),
    ...showFields(type, row),
    ...(paused_at === null ? {} : { paused: true }),
    ...(isChosen ? { variables: Object.fromEntries(variables.map(declareVariable)) } : {}),
  };
}

/** A condition is left out where there is none. */
function declareFilter(row: IntegrationWithVariables<IntegrationType>['row']) {
  const names = Object.keys(filterFields) as readonly (keyof typeof filterFields)[];
  return Object.fromEntries(names.filter((name) => row[name] !== null).map((name) => [name, row[name]]));
}

/** Defaults are left out. */
function declareVariable({ name, value, is_json, is_sensitive, attributes }: Variable) {
  return [
    name,
    {
      ...(value === null ? {} : { value }),
      ...(is_json ? { is_json } : {}),
      ...(is_sensitive ? { is_sensitive } : {}),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    },
  ] as const;
}
