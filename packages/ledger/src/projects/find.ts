import type { Database } from '../connect.ts';
import type { Project } from '../tables.ts';

/** One project, undefined when there is none of this id. */
export async function findProject(database: Database, id: string): Promise<Project | undefined> {
  return await database.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Projects by id: all, or the one of this id only. */
export async function listProjects(database: Database, only?: string): Promise<readonly Project[]> {
  const projects = database.selectFrom('projects').selectAll().orderBy('id');
  return await (only === undefined ? projects : projects.where('id', '=', only)).execute();
}

/** Tells whether there is a project of this id. */
export async function projectExists(database: Database, id: string): Promise<boolean> {
  const found = await database.selectFrom('projects').select('id').where('id', '=', id).executeTakeFirst();
  return found !== undefined;
}
