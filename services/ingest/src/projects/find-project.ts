import type { Database } from '@upshot/ledger/connect';
import { findProject as readProject, projectExists } from '@upshot/ledger/projects/find';
import type { ProjectRow } from '@upshot/ledger/projects/project-row';
import { Problem } from '@upshot/shared/problem';

/** Finds a project; throws the problem `project_not_found` when there is none. */
export async function findProject(database: Database, id: string): Promise<ProjectRow> {
  const project = await readProject(database, id);
  if (project === undefined) throw projectNotFound(id);
  return project;
}

/** Throws the problem `project_not_found` unless the project exists: the answer to an empty list depends on it. */
export async function requireProject(database: Database, id: string): Promise<void> {
  if (!(await projectExists(database, id))) throw projectNotFound(id);
}

export function projectNotFound(id: string): Problem {
  return new Problem('project_not_found', `There is no project "${id}".`);
}
