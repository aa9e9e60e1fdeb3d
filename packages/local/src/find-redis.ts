import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Progress } from './progress.ts';
import { findOnPath, tryRedis, type RedisBinary, type Search } from './redis-binary.ts';
import { redisFromDistribution } from './redis-from-distribution.ts';
import type { Runner } from './runner.ts';

/** A place a Redis may come from. Undefined, with the reason noted among the misses, when none comes from there. */
type RedisSource = (search: Search) => Promise<RedisBinary | undefined>;

/** Where to look for a Redis. */
export interface RedisSearchOptions {
  /** The folders with programs; `PATH` when left out. */
  readonly path?: string | undefined;
  /** All, in the order of choice, when left out. */
  readonly sources?: readonly RedisSource[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The account that has to be able to run it. */
  readonly runner?: Runner | undefined;
}

/**
 * Finds a Redis >= 6.2: on the PATH, else the one inside the optional npm package, else the Linux distribution's
 * package, fetched without root. Throws with the command that helps when there is none.
 */
export async function findRedis(
  onProgress: Progress,
  {
    path = process.env['PATH'] ?? '',
    sources = [redisOnPath, redisFromNpm, redisFromDistribution],
    ...account
  }: RedisSearchOptions = {},
): Promise<RedisBinary> {
  const misses: string[] = [];
  for (const source of sources) {
    const found = await source({ path, misses, onProgress, ...account });
    account.signal?.throwIfAborted();
    if (found !== undefined) return found;
  }
  const installation = installCommand(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  throw new Error(
    [
      'Found no Redis 6.2 or later that runs on this machine.',
      ...misses.map((miss) => `  - ${miss}`),
      `Install one (${installation}), or set REDIS_URL to one that runs elsewhere.`,
    ].join('\n'),
  );
}

/** A program of that name on the PATH. */
export async function redisOnPath({ path, misses, runner }: Search): Promise<RedisBinary | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const command = await findOnPath(name, path);
    if (command === undefined) misses.push(`${name} is not on the PATH`);
    const found = command && (await tryRedis(command, { misses, runner }));
    if (found) return found;
  }
  return undefined;
}

/** The plain server in FalkorDBLite's package, without its module. */
export async function redisFromNpm({ misses, runner }: Search): Promise<RedisBinary | undefined> {
  const name = `@falkordblite/${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return await tryRedis(join(dirname(manifest), 'bin', 'redis-server'), { misses, runner });
  } catch {
    misses.push(`the optional package ${name} is not installed`);
    return undefined;
  }
}

function installCommand(osRelease: string): string {
  if (process.platform === 'darwin') return 'brew install redis';
  const families = /^(?:ID|ID_LIKE)=.*$/gm;
  const ids = (osRelease.match(families) ?? []).join(' ');
  if (/debian|ubuntu/.test(ids)) return 'sudo apt-get install redis-server';
  if (/fedora|rhel|centos/.test(ids)) return 'sudo dnf install valkey';
  if (/alpine/.test(ids)) return 'sudo apk add valkey';
  if (/arch/.test(ids)) return 'sudo pacman -S valkey';
  if (/suse/.test(ids)) return 'sudo zypper install redis';
  return 'from your package manager, as redis or valkey';
}
