import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { makeFolderOf, makePrivateFolder } from './private-folder.ts';
import { canEnter, chooseRunner } from './runner.ts';

/** Makes the home folder from a backup, whole or not at all. A folder that holds anything is left alone. */
export async function restoreBackup(file: string, home: string): Promise<void> {
  await refuseToOverwrite(home);
  await mkdir(dirname(home), { recursive: true });
  const draft = `${home}.restoring-${randomBytes(3).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await unpack(file, draft);
    await giveToServer(draft, home);
    // Fails when the folder has been filled meanwhile.
    await rename(draft, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function refuseToOverwrite(home: string): Promise<void> {
  if (!existsSync(home) || (await readdir(home)).length === 0) return;
  throw new Error(
    `${home} is not empty, and nothing of it is overwritten. ` +
      `Move it away (mv ${home} ${home}.old), or set UPSHOT_HOME to another folder.`,
  );
}

async function unpack(file: string, draft: string): Promise<void> {
  try {
    const modes = { dmode: 0o700, fmode: 0o600 };
    await pipeline(createReadStream(file), createGunzip(), unpackTar(draft, modes));
  } catch (cause) {
    throw new Error(`${file} cannot be restored: ${(cause as Error).message}`, { cause });
  }
  if (existsSync(join(draft, 'postgres', 'data', 'PG_VERSION'))) return;
  throw new Error(`${file} is not a backup that "npm run backup" has written: it holds no database.`);
}

/** The database must belong to the account that PostgreSQL runs as. A start would leave out data it cannot enter. */
async function giveToServer(draft: string, home: string): Promise<void> {
  const runner = chooseRunner();
  if (runner === undefined) return;
  await makePrivateFolder(draft, runner);
  await makePrivateFolder(join(draft, 'postgres'), runner);
  await makeFolderOf(runner, join(draft, 'postgres', 'data'));
  if (canEnter(runner, join(draft, 'postgres'))) return;
  throw new Error(
    `PostgreSQL does not run as root, and account ${runner.uid} cannot enter ${dirname(home)}. ` +
      'Set UPSHOT_HOME to a folder that it can enter, such as /var/lib/upshot.',
  );
}
