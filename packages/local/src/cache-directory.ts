import { mkdir, access, constants } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for what is fetched or unpacked once for all clones on this machine: `$XDG_CACHE_HOME/upshot`,
 * `~/.cache/upshot`, or what comes next when that cannot be written or does not suit.
 */
export async function cacheDirectory(suits: (directory: string) => boolean = () => true): Promise<string> {
  for (const directory of candidates()) {
    if ((await writable(directory)) && suits(directory)) return directory;
  }
  throw new Error(
    `Found no folder to keep fetched programs in. Tried: ${candidates().join(', ')}. Set XDG_CACHE_HOME.`,
  );
}

function candidates(): string[] {
  const own = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const project = join(import.meta.dirname, '..', '..', '..', '.upshot', 'cache');
  const uid = process.getuid?.() ?? 0;
  return [
    join(own, 'upshot'),
    ...(uid === 0 ? ['/var/cache/upshot'] : []),
    project,
    join(tmpdir(), `upshot-${uid}`),
  ];
}

async function writable(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    await access(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
