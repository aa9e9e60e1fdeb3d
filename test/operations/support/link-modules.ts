import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..', '..', '..');

/** Gives a copy of the tree the dependencies that are installed here, and its own packages. */
export async function linkModules(directory: string): Promise<void> {
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, '@upshot'), { recursive: true });
  for (const name of await readdir(join(project, 'node_modules'))) {
    if (name !== '@upshot') await symlink(join(project, 'node_modules', name), join(modules, name));
  }
  for (const parent of ['packages', 'services']) {
    for (const folder of await readdir(join(directory, parent))) {
      const workspace = join(directory, parent, folder);
      const { name } = JSON.parse(await readFile(join(workspace, 'package.json'), 'utf8')) as {
        name: string;
      };
      await symlink(workspace, join(modules, name));
    }
  }
}
