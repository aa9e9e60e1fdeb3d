import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** An account to run a server as. */
export interface Runner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account that servers and services run as, none of which runs as root: undefined for the current account, else
 * the owner of existing data, else `nobody`, else the first ordinary account of this machine (initdb looks its own name
 * up).
 */
export function chooseRunner(data?: string): Runner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = data === undefined ? undefined : ownerOf(data);
  return owner ?? unprivilegedAccount(readFileSync('/etc/passwd', 'utf8'));
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
      'Nothing of Upshot runs as root, and /etc/passwd has no other account. Add one: useradd upshot.',
    );
  }
  return { uid: account.uid, gid: account.gid };
}

/** True when the account may enter the folder, which takes every folder above it as well. */
export function canEnter(runner: Runner | undefined, directory: string): boolean {
  if (runner === undefined) return true;
  return passes(runner, 'test -x "$1"', directory);
}

/** True when the account may read the file. */
export function canRead(runner: Runner, file: string): boolean {
  return passes(runner, 'test -r "$1"', file);
}

function passes(runner: Runner, script: string, path: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', script, 'sh', path], { ...runner, cwd: '/', env: {} });
  if (probe.error !== undefined) {
    throw new Error(
      `Nothing of Upshot runs as root, and root may not act as account ${runner.uid} here. ` +
        'Start Upshot as an ordinary user.',
      { cause: probe.error },
    );
  }
  return probe.status === 0;
}

function ownerOf(path: string): Runner | undefined {
  const owner = statSync(path, { throwIfNoEntry: false });
  return owner === undefined || owner.uid === 0 ? undefined : { uid: owner.uid, gid: owner.gid };
}
