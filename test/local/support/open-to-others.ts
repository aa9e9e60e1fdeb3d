import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What other accounts can read, write or list in a folder and all below it. A group may pass through folders of root:
 * it is the one of the account that servers run as.
 */
export async function openToOthers(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const described = ['', ...names].map(async (name) => {
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined || found.isSymbolicLink()) return [];
    const allowed = found.isDirectory() && found.uid === 0 ? 0o710 : 0o700;
    return (found.mode & 0o777 & ~allowed) === 0 ? [] : [`${path} ${(found.mode & 0o777).toString(8)}`];
  });
  return (await Promise.all(described)).flat();
}
