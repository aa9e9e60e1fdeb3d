import type { Database } from '@upshot/shared/database/connect';
import type { Variable } from '@upshot/shared/database/tables';
import type { KeyRing } from '@upshot/shared/secrets/seal';
import { sql } from 'kysely';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/envelope.ts';
import type { Link } from '../http/link.ts';
import { invalid } from '../http/validate.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';
import { findVariable, variableParams } from './find-variable.ts';
import { refuseDuplicate } from './refuse-duplicate.ts';
import { holdVariables, refuseExcess } from './refuse-excess.ts';
import { variableChange, type VariableChange } from './variable-fields.ts';
import { openValue, writeValue } from './write-value.ts';

/** Changes a variable. What was sensitive is never revealed: making it readable takes a new value. */
export function updateVariable(database: Database, link: Link, ring: KeyRing) {
  return defineEndpoint({
    summary: 'Change a variable',
    description:
      'Only what is given changes. A sensitive variable becomes readable only together with a new value.',
    tag: 'variables',
    params: variableParams,
    body: variableChange,
    answers: { 200: { description: 'Changed.', schema: envelopeSchema(variableSchema) } },
    problems: ['integration_not_found', 'variable_not_found', 'variable_exists'],
    async handle({ params, body }) {
      const variable = await findVariable(database, params);
      const columns = readColumns(variable, body, ring);
      const update = database.transaction().execute(async (transaction) => {
        await holdVariables(transaction, params.integration);
        const changed = await transaction
          .updateTable('variables')
          .set({ ...columns, updated_at: sql`now()` })
          .where('id', '=', variable.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        if (body.value !== undefined) await refuseExcess(transaction, params.integration);
        return changed;
      });
      const updated = await refuseDuplicate(body.name, update);
      return envelope(200, describeVariable(updated, params.project, link));
    },
  });
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
