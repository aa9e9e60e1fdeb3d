import type { Database } from '@upshot/ledger/connect';
import type { Variable } from '@upshot/ledger/tables';
import type { KeyRing } from '@upshot/secrets/seal';
import { changeVariable } from '@upshot/ledger/variables/write';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { invalid } from '../http/validate.ts';
import { integrationParams } from '../integrations/find-integration.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';
import { findVariable, variableNotFound, variableParams } from './find-variable.ts';
import { findNamedVariable, variableNameQuery } from './name-variable.ts';
import { refuseDuplicate } from './refuse-duplicate.ts';
import { refuseExcess } from './refuse-excess.ts';
import { namedVariableChange, variableChange, type VariableChange } from './variable-fields.ts';
import { openValue, writeValue } from './write-value.ts';

const answers = { 200: { description: 'Changed.', schema: envelopeSchema(variableSchema) } };
const problems = ['integration_not_found', 'variable_not_found', 'variable_exists'] as const;

/** Changes a variable. What was sensitive is never revealed: making it readable takes a new value. */
export function updateVariable(database: Database, link: Link, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'updateVariable',
    summary: 'Change a variable',
    description:
      'Only what is given changes. A sensitive variable becomes readable only together with a new value.',
    tag: 'variables',
    params: variableParams,
    body: variableChange,
    answers,
    problems,
    async handle({ params, body }) {
      const variable = await findVariable(database, params);
      const updated = await change(database, variable, body, ring);
      return envelope(200, describeVariable(updated, params.project, link));
    },
  });
}

/** Changes the variable that the query or the body names, as Platform.sh's documentation has it. */
export function updateNamedVariable(database: Database, link: Link, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'updateNamedVariable',
    summary: 'Change a variable that is named in the query or in the body',
    description:
      'By `id` or `name` of the query, or else of the body. When the path or the query names the variable, `name` in ' +
      'the body is its new name.',
    tag: 'variables',
    params: integrationParams,
    query: variableNameQuery,
    body: namedVariableChange,
    answers,
    problems,
    async handle({ params, query, body }) {
      const variable = await findNamedVariable(database, params, query, body);
      const { id, ...columns } = body;
      if (id !== undefined && id !== variable.id) {
        throw invalid([{ field: 'id', message: `cannot change: it is "${variable.id}"` }]);
      }
      const updated = await change(database, variable, columns, ring);
      return envelope(200, describeVariable(updated, params.project, link));
    },
  });
}

async function change(
  database: Database,
  variable: Variable,
  body: VariableChange,
  ring: KeyRing,
): Promise<Variable> {
  const check = body.value === undefined ? () => undefined : refuseExcess;
  const update = changeVariable(database, variable, (current) => readColumns(current, body, ring), check);
  const changed = await refuseDuplicate(body.name, update);
  if (changed === undefined) {
    throw variableNotFound({ integration: variable.integration_id, variable: variable.id });
  }
  return changed;
}

function readColumns(variable: Variable, change: VariableChange, ring: KeyRing) {
  const isJson = change.is_json ?? variable.is_json;
  const isSensitive = change.is_sensitive ?? variable.is_sensitive;
  const value = change.value ?? keptValue(variable, isSensitive, ring);
  return {
    name: change.name ?? variable.name,
    is_json: isJson,
    is_sensitive: isSensitive,
    attributes: JSON.stringify(change.attributes ?? variable.attributes),
    ...writeValue(ring, variable.id, { value, isJson, isSensitive }),
  };
}

function keptValue({ id, value, value_sealed }: Variable, staysSensitive: boolean, ring: KeyRing): string {
  if (value_sealed === null) return value ?? '';
  if (!staysSensitive) {
    throw invalid([{ field: 'value', message: 'is required to make a sensitive variable readable' }]);
  }
  return openValue(ring, id, value_sealed);
}
