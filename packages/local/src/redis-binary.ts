import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Progress } from './progress.ts';
import type { Runner } from './runner.ts';

/** A Redis (or Valkey) server program that was seen to run here. */
export interface RedisBinary {
  readonly command: string;
  readonly version: string;
  /** Where its libraries are, when they are not the system's. */
  readonly libraryPath?: string | undefined;
}

/** A search under way. */
export interface Search {
  readonly path: string;
  /** Collects why a source did not do. */
  readonly misses: string[];
  readonly onProgress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** The account that has to be able to run it. */
  readonly runner?: Runner | undefined;
}

/** Runs `--version`; undefined, with the reason noted, when it does not run here or is too old. */
export async function tryRedis(
  command: string,
  { misses, runner }: Pick<Search, 'misses' | 'runner'>,
  libraryPath?: string,
): Promise<RedisBinary | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['--version'], {
      env: environmentFor(libraryPath),
      cwd: '/',
      ...runner,
    });
    const [, version = '', major = '0', minor = '0'] = /v=((\d+)\.(\d+)\S*)/.exec(stdout) ?? [];
    if (Number(major) * 100 + Number(minor) >= 602) return { command, version, libraryPath };
    misses.push(`${command} is too old: ${stdout.trim().slice(0, 60)}`);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
    misses.push(`${command} does not run: ${said}`);
  }
  return undefined;
}

/** The environment a server program gets: no surprises from ours. */
export function environmentFor(libraryPath: string | undefined): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    LC_ALL: 'C',
    ...(libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath }),
  };
}

/** The first of these programs on the PATH. */
export async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter).filter(Boolean)) {
    const command = join(directory, name);
    const runs = await access(command, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return command;
  }
  return undefined;
}
