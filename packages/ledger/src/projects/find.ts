import { sql } from 'kysely';
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

/** A project in short, with only these of its properties. */
export interface ProjectReference extends Omit<ProjectRow, 'properties'> {
  readonly region: unknown;
  readonly organization: unknown;
}

/** Projects in short, by id: all, or the one of this id only. */
export async function listProjectReferences(
  database: Database,
  only?: string,
): Promise<readonly ProjectReference[]> {
  const projects = database
    .selectFrom('projects')
    .select(['id', 'title', 'created_at', 'updated_at'])
    .select([propertyOf('region'), propertyOf('organization')])
    .orderBy('id');
  return await (only === undefined ? projects : projects.where('id', '=', only)).execute();
}

function propertyOf<N extends string>(name: N) {
  return sql`properties -> ${sql.lit(name)}`.as(name);
}

/** Tells whether there is a project of this id. */
export async function projectExists(database: Database, id: string): Promise<boolean> {
  const found = await database.selectFrom('projects').select('id').where('id', '=', id).executeTakeFirst();
  return found !== undefined;
}
