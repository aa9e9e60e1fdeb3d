import type { Database } from '../connect.ts';
import type { Variable } from '../tables.ts';

/** An integration's variables by name. */
export async function listVariables(database: Database, integration: string): Promise<readonly Variable[]> {
  return await database
    .selectFrom('variables')
    .selectAll()
    .where('integration_id', '=', integration)
    .orderBy('name')
    .execute();
}

/** The variable whose id, or else whose name, is `variable`; `by` restricts the search to one of them. */
export async function findVariable(
  database: Database,
  { integration, variable }: { readonly integration: string; readonly variable: string },
  by?: 'id' | 'name',
): Promise<Variable | undefined> {
  const columns = by === undefined ? (['id', 'name'] as const) : [by];
  return await database
    .selectFrom('variables')
    .selectAll()
    .where('integration_id', '=', integration)
    .where((where) => where.or(columns.map((column) => where(column, '=', variable))))
    .orderBy((order) => order('id', '=', variable), 'desc')
    .executeTakeFirst();
}
