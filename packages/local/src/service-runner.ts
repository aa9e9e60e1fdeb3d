import { join } from 'node:path';
import type { Progress } from './progress.ts';
import { canRead, type Runner } from './runner.ts';
import { projectDirectory } from './service.ts';

/** What a service cannot do without: Node, its own code, and packages. */
const needed = [
  process.execPath,
  join(projectDirectory, 'services', 'worker', 'src', 'main.ts'),
  join(projectDirectory, 'node_modules', 'bullmq', 'package.json'),
];

/** The account for services, or, where it cannot read the project (root's home is closed), none, which is said. */
export function serviceRunner(runner: Runner | undefined, onProgress: Progress): Runner | undefined {
  if (runner === undefined) return undefined;
  const closed = needed.find((file) => !canRead(runner, file));
  if (closed === undefined) return runner;
  onProgress(
    `Ingest and workers run as root: account ${runner.uid} cannot read ${closed}. ` +
      'Move the project to a folder that every account can read, or start as an ordinary user.',
  );
  return undefined;
}
