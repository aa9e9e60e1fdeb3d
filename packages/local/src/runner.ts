import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** An account to run a server as. */
export interface Runner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account PostgreSQL runs as, which refuses to run as root: undefined for the current account, else the owner of
 * existing data, else `nobody`, else the first ordinary account of this machine (initdb looks its own name up).
 */
export function chooseRunner(dataDirectory: string): Runner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(dataDirectory) ?? unprivilegedAccount(readFileSync('/etc/passwd', 'utf8'));
}

/** Picks an account without privileges from the text of a passwd(5) file. */
export function unprivilegedAccount(passwd: string): Runner {
  const accounts = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0);
  const account =
    accounts.find(({ name }) => name === 'nobody') ?? accounts.find(({ uid }) => uid >= 1000) ?? accounts[0];
  if (account === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root, and /etc/passwd has no other account. ' +
        'Add one (useradd upshot), or set DATABASE_URL.',
    );
  }
  return { uid: account.uid, gid: account.gid };
}

/** True when the account may enter the folder, which takes every folder above it as well. */
export function canEnter(runner: Runner | undefined, directory: string): boolean {
  if (runner === undefined) return true;
  const probe = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', directory], {
    ...runner,
    cwd: '/',
    env: {},
  });
  if (probe.error !== undefined) {
    throw new Error(
      `PostgreSQL refuses to run as root, and root may not act as account ${runner.uid} here. ` +
        'Start Upshot as an ordinary user, or set DATABASE_URL.',
      { cause: probe.error },
    );
  }
  return probe.status === 0;
}

function ownerOf(dataDirectory: string): Runner | undefined {
  const owner = statSync(join(dataDirectory, 'PG_VERSION'), { throwIfNoEntry: false });
  return owner === undefined || owner.uid === 0 ? undefined : { uid: owner.uid, gid: owner.gid };
}
