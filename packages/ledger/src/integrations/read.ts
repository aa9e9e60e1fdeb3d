import type { Database } from '../connect.ts';
import { withOwnEvents, type IntegrationKey, type IntegrationRow } from './integration-row.ts';

/** The integrations of a project that were not deleted, the oldest first. Those of other types are passed over. */
export async function readIntegrations<T extends string>(
  database: Database,
  project: string,
  types: readonly T[],
): Promise<readonly IntegrationRow<T>[]> {
  const rows = await select(database, project, types).orderBy('i.created_at').orderBy('i.id').execute();
  return rows.map((row) => narrowType<T>(withOwnEvents(row)));
}

/** Undefined when there is none, or it was deleted. */
export async function readIntegration<T extends string>(
  database: Database,
  { project, integration, types }: IntegrationKey<T>,
): Promise<IntegrationRow<T> | undefined> {
  const row = await select(database, project, types).where('i.id', '=', integration).executeTakeFirst();
  return row === undefined ? undefined : narrowType<T>(withOwnEvents(row));
}

function select(database: Database, project: string, types: readonly string[]) {
  return database
    .selectFrom('integrations as i')
    .leftJoin('script_versions as s', (join) =>
      join.onRef('s.integration_id', '=', 'i.id').onRef('s.version', '=', 'i.script_version'),
    )
    .selectAll('i')
    .select('s.source')
    .where('i.project_id', '=', project)
    .where('i.deleted_at', 'is', null)
    .where('i.type', 'in', types);
}

/** The statement has chosen rows of these types only. */
function narrowType<T extends string>(row: IntegrationRow<string>): IntegrationRow<T> {
  return row as IntegrationRow<T>;
}
