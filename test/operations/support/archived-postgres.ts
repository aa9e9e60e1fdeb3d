import { setTimeout as delay } from 'node:timers/promises';
import { execFile } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres, type PostgresServer } from '@upshot/local/postgres';
import { Client } from 'pg';

/** Where a PostgreSQL with continuous archiving has its data, and where its archive and its backups are. */
export interface ArchivedPostgres {
  readonly home: string;
  readonly archive: string;
  readonly backups: string;
}

/** Makes the folders for one, writable by PostgreSQL's account. */
export async function planArchivedPostgres(directory: string): Promise<ArchivedPostgres> {
  await chmod(directory, 0o711);
  const [archive, backups] = [join(directory, 'archive'), join(directory, 'backups')];
  for (const folder of [archive, backups]) {
    await mkdir(folder);
    await chmod(folder, 0o777);
  }
  return { home: join(directory, 'postgres'), archive, backups };
}

/** Starts it: each full segment of its log (WAL) is copied to the archive. */
export function startArchiving({ home, archive }: ArchivedPostgres): Promise<PostgresServer> {
  const settings = {
    archive_mode: 'on',
    archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f.part && mv ${archive}/%f.part ${archive}/%f`,
  };
  return startPostgres({ directory: home, settings });
}

/**
 * Copies the data of a running server between the start and the stop of a backup, as its manual has it. Returns the
 * copy's folder.
 */
export async function takeBaseBackup(url: string, { home, backups }: ArchivedPostgres): Promise<string> {
  const copy = join(backups, 'base');
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(`select pg_backup_start('drill', fast => true)`);
    await copyRunning(join(home, 'data'), copy);
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop()');
    await writeAs(copy, 'backup_label', rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  await rm(join(copy, 'postmaster.pid'), { force: true });
  for (const segment of await readdir(join(copy, 'pg_wal'))) {
    await rm(join(copy, 'pg_wal', segment), { recursive: true, force: true });
  }
  return copy;
}

/** Ends the segment that is being written, and waits until it is in the archive. */
export async function archiveNow(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select pg_walfile_name(pg_switch_wal()) as name');
    const [segment] = rows;
    for (;;) {
      const archived = await client.query('select from pg_stat_archiver where last_archived_wal >= $1', [
        segment?.name,
      ]);
      if (archived.rowCount === 1) return;
      await delay(100);
    }
  } finally {
    await client.end();
  }
}

/**
 * Starts a server on a copy of a base backup in a folder of its own: once it has repeated what the archive has, all
 * of it or up to a restore point.
 */
export async function restore(
  from: ArchivedPostgres,
  backup: string,
  home: string,
  restorePoint?: string,
): Promise<PostgresServer> {
  await mkdir(home, { mode: 0o711 });
  await promisify(execFile)('cp', ['-a', backup, join(home, 'data')]);
  await copyFile(join(from.backups, 'password'), join(home, 'password'));
  await writeAs(join(home, 'data'), 'recovery.signal', '');
  const target = restorePoint === undefined ? {} : { recovery_target_name: restorePoint };
  return await startPostgres({
    directory: home,
    settings: {
      restore_command: `cp ${from.archive}/%f %p`,
      recovery_target_action: 'promote',
      // No connection is accepted before recovery ends.
      hot_standby: 'off',
      ...target,
    },
  });
}

/** The password belongs to the cluster: a restore needs it. */
export function keepPassword({ home, backups }: ArchivedPostgres): Promise<void> {
  return copyFile(join(home, 'password'), join(backups, 'password'));
}

/** Files may go while they are copied; what they were is in the log. */
async function copyRunning(data: string, copy: string): Promise<void> {
  try {
    await promisify(execFile)('cp', ['-a', data, copy], { env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const complaints = (error as { stderr: string }).stderr.trim().split('\n');
    if (complaints.some((line) => !line.endsWith('No such file or directory'))) throw error;
  }
}

/** Writes a file of the data folder as the folder's owner has to find it. */
async function writeAs(data: string, name: string, text: string): Promise<void> {
  const { uid, gid } = await stat(data);
  await writeFile(join(data, name), text, { mode: 0o600 });
  await chown(join(data, name), uid, gid);
}
