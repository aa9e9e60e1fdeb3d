import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { infra } from './compose-file.ts';

const run = promisify(execFile);

/** Makes secrets as operators do, in a folder that takes the place of `infra`. Gives the folder that they are in. */
export async function makeSecrets(directory: string, env?: string): Promise<string> {
  await copyFile(join(infra, 'make-secrets.sh'), join(directory, 'make-secrets.sh'));
  if (env !== undefined) await writeFile(join(directory, '.env'), env);
  await run('sh', [join(directory, 'make-secrets.sh')]);
  return join(directory, 'secrets');
}

/** The secrets by the names of their files. */
export async function readSecrets(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}
