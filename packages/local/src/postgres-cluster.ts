import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './progress.ts';
import { identify, dead } from './process-identity.ts';
import { CommandFailed, runCommand } from './run-command.ts';
import type { Runner } from './runner.ts';

/** The environment PostgreSQL's programs get: no surprises from ours. */
export const postgresEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** What a new database needs to know. */
export interface NewCluster {
  readonly bin: string;
  readonly home: string;
  readonly password: string;
  readonly runner: Runner | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Creates the data folder on the first start: UTF-8, sorted by code point, checksums, passwords only. */
export async function createCluster(cluster: NewCluster, onProgress: Progress): Promise<void> {
  const { home, password, runner } = cluster;
  const data = join(home, 'data');
  if (await stat(join(data, 'PG_VERSION')).catch(() => undefined)) return;
  onProgress('Creating the database …');
  const draft = join(home, 'data.new');
  const passwordFile = join(home, 'password.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (runner !== undefined) {
      await chown(draft, runner.uid, runner.gid);
      await chown(passwordFile, runner.uid, runner.gid);
    }
    await initdb(cluster, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`]);
    await rename(draft, data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initdb({ bin, runner, signal }: NewCluster, args: readonly string[]): Promise<void> {
  const fixed = ['--username=upshot', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
  const locale = [
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
  ];
  try {
    await runCommand(join(bin, 'initdb'), [...fixed, ...locale, ...args], {
      env: postgresEnvironment,
      cwd: '/',
      signal,
      ...runner,
    });
  } catch (error) {
    signal?.throwIfAborted();
    const said = error instanceof CommandFailed ? error.said : String(error);
    throw new Error(`PostgreSQL's initdb failed. ${advice(said)}It said:\n${said.trim()}`, { cause: error });
  }
}

function advice(said: string): string {
  if (said.includes('could not look up effective user')) {
    return 'The account you use has no name on this machine: add it to /etc/passwd, or set DATABASE_URL. ';
  }
  if (/error while loading shared libraries|not found/.test(said)) {
    return 'These binaries need glibc and do not run here (Alpine, say): set DATABASE_URL to a PostgreSQL 18. ';
  }
  return '';
}

/**
 * After `kill -9` or a restarted container, postmaster.pid may name the process of another program, and
 * PostgreSQL would refuse to start. Its first line is made to name ours instead: the postmaster knows its own parent
 * to be no postmaster, and still checks the shared memory named further down, so running backends stay noticed.
 */
export async function disownStalePid(home: string): Promise<void> {
  const file = join(home, 'data', 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!(pid > 0) || identify(pid).born === dead || isPostgres(pid)) return;
  await writeFile(file, text.replace(/^\d+/, String(process.pid)));
}

/**
 * True when the process has noted in its data folder that it accepts connections: then it is the one that listens on
 * its port. The file's lines: process id, folder, start, port, socket folder, address, shared memory, state.
 */
export async function isListening(home: string, pid: number): Promise<boolean> {
  const text = await readFile(join(home, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  return lines[0] === String(pid) && lines[7] === 'ready';
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return true;
  }
}
