import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { linkModules } from './link-modules.ts';

const run = promisify(execFile);

const project = join(import.meta.dirname, '..', '..', '..');
const migrations = ['packages/ledger/src/migrations', ':(exclude)*.test.ts'];

/**
 * The commit before the one that added the newest migration: the last version that knows nothing of it. Undefined where
 * there is no history to look into.
 */
export async function findFormerVersion(): Promise<string | undefined> {
  try {
    const [newest = ''] = await git('log', '--diff-filter=A', '--format=%H', '-1', '--', ...migrations);
    const [former] = await git('rev-parse', '--verify', '--quiet', `${newest}^`);
    return former;
  } catch {
    return undefined;
  }
}

/** Puts a version's files into `directory`, with the dependencies that are installed here, and its own packages. */
export async function checkOut(commit: string, directory: string): Promise<void> {
  const archive = join(directory, 'version.tar');
  await git('archive', '--format=tar', `--output=${archive}`, commit, 'packages', 'services', 'package.json');
  await run('tar', ['-xf', archive, '-C', directory]);
  await linkModules(directory);
}

/** The lines that git prints. */
async function git(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run('git', args, { cwd: project });
  return stdout.trim().split('\n');
}
