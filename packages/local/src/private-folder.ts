import { chmod, chown, lchown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runner } from './runner.ts';

/** Makes a folder that only its owner can open; the account of a server that lives deeper may pass through. */
export async function makePrivateFolder(path: string, passing?: Runner): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (passing !== undefined) await chown(path, process.getuid?.() ?? 0, passing.gid);
  await chmod(path, passing === undefined ? 0o700 : 0o710);
}

/** Makes a folder that belongs to the account of a server, with everything an earlier start left in it. */
export async function makeFolderOf(runner: Runner | undefined, path: string): Promise<void> {
  await makePrivateFolder(path);
  if (runner === undefined) return;
  const { uid, gid } = runner;
  for (const name of await readdir(path, { recursive: true })) await lchown(join(path, name), uid, gid);
  await chown(path, uid, gid);
}
