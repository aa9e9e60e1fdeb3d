import type { Database } from '@upshot/ledger/connect';
import type { Variable } from '@upshot/ledger/tables';
import { findVariable as readVariable } from '@upshot/ledger/variables/find';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { integrationId, projectId } from '../http/schemas.ts';
import { findIntegration } from '../integrations/find-integration.ts';

/** The path of one variable, by its id or by its name. */
export const variableParams = Type.Object({
  project: projectId,
  integration: integrationId,
  variable: Type.String({ minLength: 1, maxLength: 128, description: 'Its id or its name.' }),
});

export interface VariableKey {
  readonly project: string;
  readonly integration: string;
  readonly variable: string;
}

/**
 * Finds a variable by id, or else by name (or by one of them only); throws the problem `variable_not_found` when
 * there is none.
 */
export async function findVariable(
  database: Database,
  key: VariableKey,
  by?: 'id' | 'name',
): Promise<Variable> {
  await findIntegration(database, key);
  const found = await readVariable(database, key, by);
  if (found === undefined) throw variableNotFound(key);
  return found;
}

export function variableNotFound({ integration, variable }: Omit<VariableKey, 'project'>): Problem {
  return new Problem('variable_not_found', `Integration "${integration}" has no variable "${variable}".`);
}
