import { seccompFilter } from './filter.ts';
import { applyLandlock } from './landlock.ts';
import type { Native } from './native.ts';

/** The parts of the kernel's barrier that are in force around a slot. */
export interface Barrier {
  readonly seccomp: boolean;
  /** The version of Landlock, 0 without it. */
  readonly landlock: number;
}

const PR_SET_DUMPABLE = 4;
const PR_SET_NO_NEW_PRIVS = 38;
const F_GETFD = 1;
/** Its own descriptors: none for input and output, the pipe for complaints, the socket to the parent. */
const FIRST_OTHER_DESCRIPTOR = 4;
/** `ulimit -n` of a slot. */
const DESCRIPTORS = 64;

/**
 * Takes from this process, for ever, what it does not need to run scripts: files, sockets, other processes, and
 * descriptors that came from its parent. See `seccompFilter` for what is left.
 */
export function raiseBarrier(native: Native): Barrier {
  closeInherited(native);
  native.call('prctl', PR_SET_DUMPABLE, 0);
  native.call('prctl', PR_SET_NO_NEW_PRIVS, 1);
  const landlock = applyLandlock(native);
  const { errno } = native.installFilter(seccompFilter(native.processor, process.pid));
  return { seccomp: errno === 0, landlock };
}

/** What was inherited lacks FD_CLOEXEC; Node sets it for what it opens itself. */
function closeInherited(native: Native): void {
  for (let fd = FIRST_OTHER_DESCRIPTOR; fd < DESCRIPTORS; fd++) {
    if (native.call('fcntl', fd, F_GETFD).value === 0) native.call('close', fd);
  }
  native.call('close_range', DESCRIPTORS, 0xffff_ffff, 0);
}
