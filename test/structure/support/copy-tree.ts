import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { linkModules } from '../../operations/support/link-modules.ts';

const execute = promisify(execFile);

const root = join(import.meta.dirname, '..', '..', '..');

/** What the services, the command line and the generated documents are made of. */
const copied = [
  'packages',
  'services',
  'scripts',
  'docs',
  'infra',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'THIRD_PARTY.md',
];

/** Copies the tree as it stands, tests left out, with the dependencies that are installed here. */
export async function copyTree(directory: string): Promise<void> {
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...copied];
  const { stdout } = await execute('git', listing, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  const files = stdout.split('\n').filter((file) => file !== '' && !file.endsWith('.test.ts'));
  for (const file of files) await cp(join(root, file), join(directory, file)).catch(ignoreDeleted);
  await linkModules(directory);
}

/** A file that is deleted and not yet committed is still listed. */
function ignoreDeleted(fault: unknown): void {
  if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) throw fault;
}

/** How a program ended, and everything it wrote. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a program of the copy with Node.js. */
export async function run(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const options = { cwd: directory, env: { ...process.env, ...environment } };
  try {
    const { stdout, stderr } = await execute(process.execPath, [...args], options);
    return { ok: true, output: stdout + stderr };
  } catch (fault) {
    const { stdout = '', stderr = '' } = fault as { stdout?: string; stderr?: string };
    return { ok: false, output: stdout + stderr };
  }
}
