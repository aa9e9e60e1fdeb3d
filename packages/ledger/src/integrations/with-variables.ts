import type { Database } from '../connect.ts';
import type { Project, Variable } from '../tables.ts';
import type { IntegrationRow } from './integration-row.ts';
import { readIntegrations } from './read.ts';

/** An integration with its variables. */
export interface IntegrationWithVariables<T extends string> {
  readonly row: IntegrationRow<T>;
  /** By name. */
  readonly variables: readonly Variable[];
}

/** The integrations of a project, the oldest first. */
export interface ProjectState<T extends string> {
  readonly revision: Project['revision'];
  readonly integrations: readonly IntegrationWithVariables<T>[];
}

/** {@link readProjectState} of one moment, where nothing is locked. */
export async function readProjectSnapshot<T extends string>(
  database: Database,
  project: string,
  types: readonly T[],
): Promise<ProjectState<T> | undefined> {
  return await database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((transaction) => readProjectState(transaction, project, types));
}

/** Reads a project's integrations with their variables, of the given types; undefined when there is no such project. */
export async function readProjectState<T extends string>(
  database: Database,
  project: string,
  types: readonly T[],
): Promise<ProjectState<T> | undefined> {
  const found = await database
    .selectFrom('projects')
    .select('revision')
    .where('id', '=', project)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const rows = await readIntegrations(database, project, types);
  const variables = await readVariables(
    database,
    rows.map(({ id }) => id),
  );
  return {
    revision: found.revision,
    integrations: rows.map((row) => ({
      row,
      variables: variables.filter(({ integration_id }) => integration_id === row.id),
    })),
  };
}

async function readVariables(
  database: Database,
  integrations: readonly string[],
): Promise<readonly Variable[]> {
  if (integrations.length === 0) return [];
  return await database
    .selectFrom('variables')
    .selectAll()
    .where('integration_id', 'in', integrations)
    .orderBy('name')
    .execute();
}
