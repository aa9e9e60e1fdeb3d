import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { insertIntegration, type NewIntegration } from '../integrations/create.ts';
import { projectColumns, type ProjectRow } from './project-row.ts';

/** What is written of a project; `properties` is JSON text. */
export interface ProjectValues {
  readonly title: string;
  readonly properties: string;
}

/** An integration that a new project begins with. */
type FirstIntegration = Omit<NewIntegration<string>, 'project_id'>;

/** Creates a project with its first integrations; undefined when there is one of this id. */
export async function createProject(
  database: Database,
  id: string,
  values: ProjectValues,
  integrations: readonly FirstIntegration[],
): Promise<ProjectRow | undefined> {
  return await database.transaction().execute(async (transaction) => {
    const project = await transaction
      .insertInto('projects')
      .values({ id, ...values })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning(projectColumns)
      .executeTakeFirst();
    if (project === undefined) return undefined;
    for (const integration of integrations) {
      await insertIntegration(transaction, { ...integration, project_id: id });
    }
    return project;
  });
}

/** Changes a project to what `change` makes of it, and locks it meanwhile; undefined when there is none of this id. */
export async function changeProject(
  database: Database,
  id: string,
  change: (project: ProjectRow) => ProjectValues,
): Promise<ProjectRow | undefined> {
  return await database.transaction().execute(async (transaction) => {
    const project = await transaction
      .selectFrom('projects')
      .select(projectColumns)
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (project === undefined) return undefined;
    return await transaction
      .updateTable('projects')
      .set({ ...change(project), updated_at: sql`now()` })
      .where('id', '=', id)
      .returning(projectColumns)
      .executeTakeFirstOrThrow();
  });
}
