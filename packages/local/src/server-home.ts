import { createHash, randomBytes } from 'node:crypto';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Progress } from './progress.ts';
import { makePrivateFolder } from './private-folder.ts';
import { canEnter, type Runner } from './runner.ts';

/** Where a server's data is to live, and as which account the server runs. */
export interface ServerHome {
  readonly what: 'PostgreSQL' | 'Redis';
  readonly directory: string;
  readonly runner: Runner | undefined;
  readonly onProgress: Progress;
}

/** Reads back where an earlier start put data that could not live in its own folder; else that folder. */
export async function rememberedHome(directory: string): Promise<string> {
  const moved = await readFile(join(directory, 'moved-to'), 'utf8').catch(() => '');
  return moved.trim() === '' ? resolve(directory) : moved.trim();
}

/**
 * The folder the data lives in: the given one, or, when the server's account cannot get there (root's home is closed
 * to others), one of its own under /var/lib, noted in the given folder for later starts.
 */
export async function prepareHome({ what, directory, runner, onProgress }: ServerHome): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const home = await rememberedHome(directory);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await access(home, constants.W_OK).catch((error: unknown) => {
    throw new Error(
      `${home} belongs to another account. Start as that account, or set UPSHOT_HOME to a folder of your own.`,
      { cause: error },
    );
  });
  await makePrivateFolder(home, runner);
  if (canEnter(runner, home)) return home;
  for (const elsewhere of ['/var/lib', tmpdir()]) {
    const candidate = join(elsewhere, `upshot-${nameFor(directory)}`);
    if (!(await created(candidate, runner)) || !canEnter(runner, candidate)) continue;
    await writeFile(join(directory, 'moved-to'), `${candidate}\n`, { mode: 0o600 });
    onProgress(`${directory} is closed to the account ${what} runs as, so its data lives in ${candidate}.`);
    return candidate;
  }
  throw new Error(
    `${what} does not run as root, and the account ${String(runner?.uid)} cannot enter ${directory}. ` +
      'Move the project to a folder that it can enter, or start as an ordinary user.',
  );
}

async function created(directory: string, runner: Runner | undefined): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    await makePrivateFolder(directory, runner);
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
