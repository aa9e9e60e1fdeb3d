import { seccompFilter } from './filter.ts';
import { applyLandlock } from './landlock.ts';
import type { Native } from './native.ts';

/** The parts of the kernel's barrier that are in force around a slot. */
export interface Barrier {
  readonly seccomp: boolean;
  /** The version of Landlock, 0 without it. */
  readonly landlock: number;
}

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;
const PR_SET_DUMPABLE = 4;
const PR_SET_NO_NEW_PRIVS = 38;

/**
 * Takes from this process, for ever, what it does not need to run scripts: files, sockets and other processes. See
 * `seccompFilter` for what is left.
 */
export function raiseBarrier(native: Native): Barrier {
  refuseDumps(native);
  native.call('prctl', PR_SET_NO_NEW_PRIVS, 1);
  const landlock = applyLandlock(native);
  // A positive value names a thread that the filter could not be applied to.
  const { value } = native.installFilter(seccompFilter(native.processor, process.pid));
  return { seccomp: value === 0, landlock };
}

/** Keeps other processes of the account from reading and tracing this one. Returns whether it is so. */
export function refuseDumps(native: Native): boolean {
  return native.call('prctl', PR_SET_DUMPABLE, 0).errno === 0;
}

/**
 * Has the kernel end this process when its parent ends, prctl(2): a script that never returns would go on alone, for
 * only the parent ends what takes too long.
 */
export function endWithParent(native: Native, parentPid: number): void {
  native.call('prctl', PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have ended before.
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}
