import type { Database } from '@upshot/shared/database/connect';
import type { Variable } from '@upshot/shared/database/tables';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { ownId, projectId } from '../http/schemas.ts';
import { findIntegration } from '../integrations/find-integration.ts';

/** The path of one variable, by its id or by its name. */
export const variableParams = Type.Object({
  project: projectId,
  integration: ownId,
  variable: Type.String({ minLength: 1, maxLength: 128, description: 'Its id or its name.' }),
});

export interface VariableKey {
  readonly project: string;
  readonly integration: string;
  readonly variable: string;
}

/** Finds a variable by id, or else by name; throws the problem `variable_not_found` when there is none. */
export async function findVariable(database: Database, key: VariableKey): Promise<Variable> {
  await findIntegration(database, key);
  const found = await database
    .selectFrom('variables')
    .selectAll()
    .where('integration_id', '=', key.integration)
    .where((where) => where.or([where('id', '=', key.variable), where('name', '=', key.variable)]))
    .orderBy((order) => order('id', '=', key.variable), 'desc')
    .executeTakeFirst();
  if (found === undefined) throw variableNotFound(key);
  return found;
}

function variableNotFound({ integration, variable }: VariableKey): Problem {
  return new Problem('variable_not_found', `Integration "${integration}" has no variable "${variable}".`);
}
