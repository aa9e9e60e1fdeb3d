import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Progress } from './progress.ts';
import { canEnter, type Runner } from './runner.ts';

/** Reads back where an earlier start put a database that could not live in its own folder; else that folder. */
export async function rememberedHome(directory: string): Promise<string> {
  const moved = await readFile(join(directory, 'moved-to'), 'utf8').catch(() => '');
  return moved.trim() === '' ? resolve(directory) : moved.trim();
}

/**
 * The folder the database lives in: the given one, or, when the account PostgreSQL runs as cannot get there (root's
 * home is closed to others), one of its own under /var/lib, noted in the given folder for later starts.
 */
export async function prepareHome(
  directory: string,
  runner: Runner | undefined,
  onProgress: Progress,
): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const home = await rememberedHome(directory);
  await mkdir(home, { recursive: true, mode: 0o711 });
  await access(home, constants.W_OK).catch((error: unknown) => {
    throw new Error(
      `${home} belongs to another account. Start as that account, or set UPSHOT_HOME to a folder of your own.`,
      { cause: error },
    );
  });
  if (canEnter(runner, home)) return home;
  for (const elsewhere of ['/var/lib', tmpdir()]) {
    const candidate = join(elsewhere, `upshot-${nameFor(directory)}`);
    if (!(await created(candidate)) || !canEnter(runner, candidate)) continue;
    await writeFile(join(directory, 'moved-to'), `${candidate}\n`);
    onProgress(
      `${directory} is closed to the account PostgreSQL runs as, so the database lives in ${candidate}.`,
    );
    return candidate;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the account ${String(runner?.uid)} cannot enter ${directory}. ` +
      'Move the project to a folder that it can enter, start as an ordinary user, or set DATABASE_URL.',
  );
}

async function created(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o711 });
    await chmod(directory, 0o711);
    return true;
  } catch {
    return false;
  }
}

/** Tells people which project it is; the random part keeps a new database apart from one whose note was deleted. */
function nameFor(directory: string): string {
  const path = resolve(directory);
  const project = basename(dirname(dirname(path))).replaceAll(/[^\w.-]/g, '_');
  return `${project}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}-${randomBytes(3).toString('hex')}`;
}
