import { existsSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { packTar, type TarSource } from 'modern-tar/fs';
import { claimDirectory } from './claim.ts';
import { rememberedHome } from './server-home.ts';

/** Not in a backup: what another start makes anew, and notes about processes of this machine. */
const LEFT_OUT = new Set(['redis', 'logs', 'cache', 'postgres']);
const NOTES = new Set(['claim.json', 'postmaster.pid', 'server.log', 'data.new', 'moved-to']);

/**
 * Writes the stopped home folder of `npm start` into a new file that only its owner can read: the database and every
 * secret. Nothing can start on the folder meanwhile.
 */
export async function writeBackup(home: string, file: string): Promise<void> {
  const postgres = await rememberedHome(join(home, 'postgres'));
  refuseUnfit(home, postgres, file);
  await using claims = new AsyncDisposableStack();
  const claim = async (directory: string, what: string, stopSignal: NodeJS.Signals) =>
    claims.defer((await claimDirectory(directory, { what, stopSignal })).release);
  await claim(home, 'Upshot', 'SIGTERM');
  await claim(postgres, 'PostgreSQL', 'SIGINT');
  const sources = await sourcesOf(home, postgres);
  const output = await open(file, 'wx', 0o600);
  try {
    const tar = packTar(sources, { filter: (path) => !NOTES.has(basename(path)) });
    await pipeline(tar, createGzip(), output.createWriteStream({ flush: true }));
  } catch (fault) {
    await rm(file, { force: true });
    throw fault;
  }
}

function refuseUnfit(home: string, postgres: string, file: string): void {
  if (!existsSync(join(postgres, 'data', 'PG_VERSION'))) {
    throw new Error(
      `${home} holds no database of "npm start". Set UPSHOT_HOME to the folder that does. ` +
        'A PostgreSQL of your own is backed up by its own means: see docs/backup.md.',
    );
  }
  if (existsSync(file)) throw new Error(`${file} exists already. Name a new file.`);
  if (!relative(home, file).startsWith('..')) {
    throw new Error(`${file} lies in ${home}, and would be lost with it. Name a file elsewhere.`);
  }
}

async function sourcesOf(home: string, postgres: string): Promise<readonly TarSource[]> {
  const entries = await readdir(home, { withFileTypes: true });
  const kept = entries
    .filter((entry) => !LEFT_OUT.has(entry.name) && !NOTES.has(entry.name))
    .flatMap((entry): TarSource[] => {
      const place = { source: join(home, entry.name), target: entry.name };
      if (entry.isDirectory()) return [{ type: 'directory', ...place }];
      return entry.isFile() ? [{ type: 'file', ...place }] : [];
    });
  return [...kept, { type: 'directory', source: postgres, target: 'postgres' }];
}
