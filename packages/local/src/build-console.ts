import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { projectDirectory } from './service.ts';

const main = join(projectDirectory, 'packages', 'console', 'build', 'main.ts');

/**
 * Builds the web console unless it is up to date, in a process of its own: the build tool needs memory that would
 * stay. A console that could not be built is reported and left out: everything else works without it.
 */
export async function buildConsole(
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const env = { ...process.env, NODE_ENV: 'production' };
    await runCommand(process.execPath, [main], { env, cwd: projectDirectory, signal });
  } catch (fault) {
    if (signal?.aborted !== true)
      onProgress(`The web console could not be built: ${(fault as Error).message}`);
  }
}
