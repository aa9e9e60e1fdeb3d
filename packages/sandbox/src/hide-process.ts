import { refuseDumps } from './slot/barrier/barrier.ts';
import { loadNative } from './slot/barrier/native.ts';
import { slotProgram } from './slot-program.ts';

/**
 * Keeps other processes of this account from reading this one's environment and memory, and from tracing it: prctl(2),
 * PR_SET_DUMPABLE. There are no core dumps then. Returns whether it is so; only Linux on x64 and arm64 can.
 */
export function hideProcess(): boolean {
  const { nativePath } = slotProgram();
  if (nativePath === undefined) return false;
  try {
    return refuseDumps(loadNative(nativePath));
  } catch {
    return false;
  }
}
