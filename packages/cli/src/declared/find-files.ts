import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.ts';

/** The file that names the project of a folder. */
export const PROJECT_FILE = 'upshot.yaml';

/** The folder of a project's integrations. */
export const INTEGRATIONS_FOLDER = 'integrations';

/** Files with integrations, and the file of their project if there is one. */
export interface DeclaredFiles {
  readonly projectFile: string | undefined;
  readonly files: readonly string[];
}

/**
 * Finds the files that a path means: one file, or those of a folder. A folder with a folder `integrations` means what
 * is in there.
 */
export function findDeclaredFiles(named: string): DeclaredFiles {
  const stats = statSync(named, { throwIfNoEntry: false });
  if (stats === undefined) throw new Failure(`There is no ${named}.`);
  const isProjectFile = path.basename(named) === PROJECT_FILE;
  if (!stats.isDirectory() && !isProjectFile) return { projectFile: undefined, files: [named] };
  const folder = isProjectFile ? path.dirname(named) : named;
  const projectFile = path.join(folder, PROJECT_FILE);
  const inner = path.join(folder, INTEGRATIONS_FOLDER);
  const home = statSync(inner, { throwIfNoEntry: false })?.isDirectory() === true ? inner : folder;
  const files = readdirSync(home)
    .filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name) && name !== PROJECT_FILE)
    .toSorted()
    .map((name) => path.join(home, name));
  if (files.length === 0) throw new Failure(`There is no file *.yaml with an integration in ${home}.`);
  return { projectFile: existsSync(projectFile) ? projectFile : undefined, files };
}
