import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** A small file system of its own, in memory, which can be filled to the last byte. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Fills the disk, and space that becomes free, until disposed of. */
  fill(): Promise<AsyncDisposable>;
}

const MEGABYTE = 2 ** 20;
const BLOCK = 4096;

/** Mounts, says so, and unmounts when its standard input ends: also when we are killed. */
const KEEPER = 'mount -t tmpfs -o "$2" tmpfs "$1" && echo mounted && cat >/dev/null; umount -l "$1"';

/**
 * Mounts a file system of so many megabytes at `directory`: as root in place, else in a namespace of its own, which is
 * reached through `path`. Throws, with the reason, where the machine allows neither.
 */
export async function mountSmallDisk(directory: string, megabytes: number): Promise<SmallDisk> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const isRoot = process.getuid?.() === 0;
  const keep = ['sh', '-c', KEEPER, 'sh', directory, `size=${megabytes}m,mode=0711`];
  const namespace = isRoot ? [] : ['unshare', '--user', '--map-root-user', '--mount'];
  const keeper = spawn('env', [...namespace, ...keep], { detached: true, stdio: 'pipe' });
  await mounted(keeper);
  const path = isRoot ? directory : join('/proc', String(keeper.pid), 'root', directory);
  return {
    path,
    fill: () => fill(path),
    async [Symbol.asyncDispose]() {
      const ended = once(keeper, 'exit');
      keeper.stdin?.end();
      await ended;
    },
  };
}

async function mounted(keeper: ChildProcess): Promise<void> {
  const { stdout, stderr } = keeper;
  if (stdout === null || stderr === null) throw new Error('the keeper of the disk has no output');
  const complaints: string[] = [];
  stderr.on('data', (piece: Buffer) => complaints.push(piece.toString()));
  try {
    await once(keeper, 'spawn');
  } catch (cause) {
    throw new Error('no small disk can be mounted here', { cause });
  }
  for await (const line of createInterface(stdout)) if (line === 'mounted') return;
  throw new Error(`no small disk can be mounted here: ${complaints.join('').trim()}`);
}

async function fill(path: string): Promise<AsyncDisposable> {
  const file = join(path, 'ballast');
  const ending = new AbortController();
  await addBallast(file, path);
  const filling = (async () => {
    while (!ending.signal.aborted) {
      await delay(20);
      await addBallast(file, path);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await filling;
      await rm(file);
    },
  };
}

async function addBallast(file: string, path: string): Promise<void> {
  await using ballast = await open(file, 'a');
  for (const bytes of [MEGABYTE, BLOCK]) {
    const piece = Buffer.alloc(bytes);
    while ((await freeBytes(path)) >= bytes) if (!(await fits(ballast.appendFile(piece)))) break;
  }
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Others write as well: what was free a moment ago may not be. */
async function fits(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
