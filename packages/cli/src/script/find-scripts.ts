import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure.ts';

/** The files that were named, and the scripts of the folders that were named. */
export async function findScripts(named: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of named) {
    const stats = await stat(name).catch(() => undefined);
    if (stats?.isDirectory() === true) for (const file of await findBelow(name)) found.add(file);
    else found.add(name);
  }
  return [...found];
}

async function findBelow(folder: string): Promise<readonly string[]> {
  const exclude = (name: string) => name.endsWith('node_modules');
  const files: string[] = [];
  for await (const file of glob('**/*.{js,ts}', { cwd: folder, exclude }))
    if (!file.endsWith('.d.ts')) files.push(path.join(folder, file));
  if (files.length === 0) throw new Failure(`There is no script in ${folder}.`);
  return files.toSorted();
}
