import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dead, goneWithin, identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** The right to run a server on a folder. */
export interface Claim {
  /** Notes the server's process, so that the next process that claims the folder after a crash can find it. */
  readonly note: (pid: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

interface ClaimRecord {
  readonly owner: ProcessIdentity;
  readonly server?: ProcessIdentity | undefined;
}

/** What the folder is claimed for, and how to end what a dead holder left behind. */
export interface ClaimOptions {
  readonly what: string;
  readonly stopSignal: NodeJS.Signals;
  /** Ends the wait for a leftover server. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Claims a folder for this process. Throws when a living process holds it. When its holder is dead but the holder's
 * server still runs, that server is stopped with the given signal first.
 */
export async function claimDirectory(directory: string, options: ClaimOptions): Promise<Claim> {
  const { what } = options;
  const file = join(directory, 'claim.json');
  const mine: ClaimRecord = { owner: identify(process.pid) };
  while (!(await createClaim(file, mine))) {
    const other = await readClaim(file);
    if (other === undefined) continue;
    if (isRunning(other.owner)) {
      throw new Error(
        `${what} in ${directory} is already running, for process ${other.owner.pid}. ` +
          `Stop that first: Ctrl-C in its terminal, or "kill ${other.owner.pid}".`,
      );
    }
    if (other.server !== undefined) await stopLeftover(other.server, options);
    await rm(file, { force: true });
  }
  let released = false;
  return {
    note: (pid) => writeFile(file, JSON.stringify({ ...mine, server: identify(pid) })),
    release: async () => {
      // Once: a later call would remove the claim of another process.
      if (!released) await rm(file, { force: true });
      released = true;
    },
  };
}

async function createClaim(file: string, record: ClaimRecord): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readClaim(file: string): Promise<ClaimRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ClaimRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // A torn record: its writer died while writing, which only a dead owner can have done.
    if (error instanceof SyntaxError) return { owner: { pid: 0, born: dead } };
    throw error;
  }
}

async function stopLeftover(
  server: ProcessIdentity,
  { what, stopSignal, signal }: ClaimOptions,
): Promise<void> {
  if (!isRunning(server)) return;
  process.kill(server.pid, stopSignal);
  if (await goneWithin(server, 60_000, signal)) return;
  throw new Error(
    `${what} of an earlier start (process ${server.pid}) does not stop. End it with: kill -9 ${server.pid}`,
  );
}
