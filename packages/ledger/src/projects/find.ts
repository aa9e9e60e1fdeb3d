import type { Database } from '../connect.ts';
import { projectColumns, type ProjectRow } from './project-row.ts';

/** One project, undefined when there is none of this id. */
export async function findProject(database: Database, id: string): Promise<ProjectRow | undefined> {
  return await database.selectFrom('projects').select(projectColumns).where('id', '=', id).executeTakeFirst();
}

/** Projects by id: all, or the one of this id only. */
export async function listProjects(database: Database, only?: string): Promise<readonly ProjectRow[]> {
  const projects = database.selectFrom('projects').select(projectColumns).orderBy('id');
  return await (only === undefined ? projects : projects.where('id', '=', only)).execute();
}

/** Tells whether there is a project of this id. */
export async function projectExists(database: Database, id: string): Promise<boolean> {
  const found = await database.selectFrom('projects').select('id').where('id', '=', id).executeTakeFirst();
  return found !== undefined;
}
