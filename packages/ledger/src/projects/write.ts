import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Project } from '../tables.ts';

/** What is written of a project; `document` is JSON text. */
export interface ProjectValues {
  readonly title: string;
  readonly document: string;
}

/** Creates a project, or replaces its title and document. */
export async function putProject(
  database: Database,
  id: string,
  { title, document }: ProjectValues,
): Promise<{ readonly project: Project; readonly isNew: boolean }> {
  // A row that was inserted, and not updated, has no deleter (`xmax`).
  const { is_new: isNew, ...project } = await database
    .insertInto('projects')
    .values({ id, title, document })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ title, document, updated_at: sql`now()` }))
    .returningAll()
    .returning(sql<boolean>`xmax = 0`.as('is_new'))
    .executeTakeFirstOrThrow();
  return { project, isNew };
}

/** Changes a project to what `change` makes of it, and locks it meanwhile; undefined when there is none of this id. */
export async function changeProject(
  database: Database,
  id: string,
  change: (project: Project) => ProjectValues,
): Promise<Project | undefined> {
  return await database.transaction().execute(async (transaction) => {
    const project = await transaction
      .selectFrom('projects')
      .selectAll()
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (project === undefined) return undefined;
    return await transaction
      .updateTable('projects')
      .set({ ...change(project), updated_at: sql`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}
