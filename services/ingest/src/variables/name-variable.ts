import type { Database } from '@upshot/ledger/connect';
import type { Variable } from '@upshot/ledger/tables';
import { Type, type Static } from 'typebox';
import { invalid } from '../http/validate.ts';
import type { IntegrationKey } from '../integrations/find-integration.ts';
import { findVariable } from './find-variable.ts';

const id = Type.String({ minLength: 1, maxLength: 64 });
const name = Type.String({ minLength: 1, maxLength: 128 });

/** The query that names one variable of the collection. */
export const variableNameQuery = Type.Object({ id: Type.Optional(id), name: Type.Optional(name) });

/** What names a variable where the path does not. */
export interface VariableName {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * Finds the variable that a request to the collection means: the query decides, or else the body. Within either, the id
 * decides; a name beside it is then not a name to look for. Throws a problem when nothing names one.
 */
export async function findNamedVariable(
  database: Database,
  key: IntegrationKey,
  query: Static<typeof variableNameQuery>,
  body: VariableName,
): Promise<Variable> {
  if (query.id !== undefined && query.name !== undefined) {
    throw invalid([
      { field: 'name', message: 'must not stand in the query beside "id": one names the variable' },
    ]);
  }
  const { id: byId, name: byName } = namesOne(query) ? query : body;
  const variable = byId ?? byName;
  if (variable === undefined) {
    const message =
      'is required, or "id", in the body or the query, as the path names no variable (…/variables/{variable} does)';
    throw invalid([{ field: 'name', message }]);
  }
  return await findVariable(database, { ...key, variable }, byId === undefined ? 'name' : 'id');
}

/** Whether the query names a variable, so that a name in the body is not what names it. */
function namesOne({ id: byId, name: byName }: VariableName): boolean {
  return byId !== undefined || byName !== undefined;
}
