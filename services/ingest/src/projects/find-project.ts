import type { Database } from '@upshot/ledger/connect';
import type { Project } from '@upshot/ledger/tables';
import { Problem } from '@upshot/shared/problem';

/** Finds a project; throws the problem `project_not_found` when there is none. */
export async function findProject(database: Database, id: string): Promise<Project> {
  const project = await database.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
  if (project === undefined) throw projectNotFound(id);
  return project;
}

/** Throws the problem `project_not_found` unless the project exists: the answer to an empty list depends on it. */
export async function requireProject(database: Database, id: string): Promise<void> {
  const project = await database.selectFrom('projects').select('id').where('id', '=', id).executeTakeFirst();
  if (project === undefined) throw projectNotFound(id);
}

export function projectNotFound(id: string): Problem {
  return new Problem('project_not_found', `There is no project "${id}".`);
}
