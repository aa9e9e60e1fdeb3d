import { nearest } from '@upshot/shared/nearest';
import { Failure } from '../failure.ts';
import { passDocumentFaults } from '../script/pass-document-faults.ts';
import { findDeclaredFiles } from './find-files.ts';
import {
  readDeclaredFile,
  readProjectFile,
  type FileIntegration,
  type ProjectFile,
} from './read-declared.ts';
import { resolveValues, type DeclaredBody, type ValueSources } from './resolve-values.ts';

/** What files say of a project. */
export interface Declaration extends ProjectFile {
  readonly bodies: readonly DeclaredBody[];
  /** Where each of them stands. */
  readonly places: readonly string[];
}

/** What is read of files. */
export interface DeclarationOptions extends ValueSources {
  /** Names; undefined: all. */
  readonly only: readonly string[] | undefined;
}

/** Reads the files that a path means. Throws a Failure that says what is wrong where. */
export async function readDeclaration(
  named: string,
  { only, ...sources }: DeclarationOptions,
): Promise<Declaration> {
  const { projectFile, files } = findDeclaredFiles(named);
  const project = await readProjectFile(projectFile).catch(passDocumentFaults);
  const all: FileIntegration[] = [];
  for (const file of files) all.push(...(await readDeclaredFile(file).catch(passDocumentFaults)));
  const integrations = only === undefined ? all : pick(all, only);
  const bodies = await resolveValues(integrations, sources);
  return { ...project, bodies, places: integrations.map(({ place }) => place) };
}

function pick(all: readonly FileIntegration[], names: readonly string[]): readonly FileIntegration[] {
  const known = all.map(({ fields: { name } }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new Failure(`No file has ${name}${meant === undefined ? '.' : `; did you mean ${meant}?`}`);
  }
  return all.filter(({ fields: { name } }) => names.includes(name));
}
