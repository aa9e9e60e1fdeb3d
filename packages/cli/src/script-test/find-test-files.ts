import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure.ts';

/** Finds the test files that were named, and those in the folders that were named; `.` when nothing was. */
export async function findTestFiles(named: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of named.length === 0 ? ['.'] : named) {
    const stats = await stat(name).catch(() => undefined);
    if (stats === undefined) throw new Failure(`There is no ${name}.`);
    if (stats.isDirectory()) for (const file of await findBelow(name)) found.add(file);
    else found.add(/\.[jt]s$/.test(name) ? name.replace(/\.[jt]s$/, '.test.yaml') : name);
  }
  if (found.size === 0) throw new Failure('There is no *.test.yaml here.');
  return [...found];
}

async function findBelow(folder: string): Promise<readonly string[]> {
  const exclude = (name: string) => name.endsWith('node_modules');
  const files: string[] = [];
  for await (const file of glob('**/*.test.{yaml,yml}', { cwd: folder, exclude }))
    files.push(path.join(folder, file));
  return files.toSorted();
}
