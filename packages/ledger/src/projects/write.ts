import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { projectColumns, type ProjectRow } from './project-row.ts';

/** What is written of a project; `properties` is JSON text. */
export interface ProjectValues {
  readonly title: string;
  readonly properties: string;
}

/** Creates a project; undefined when there is one of this id. */
export async function createProject(
  database: Database,
  id: string,
  values: ProjectValues,
): Promise<ProjectRow | undefined> {
  return await database
    .insertInto('projects')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(projectColumns)
    .executeTakeFirst();
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
