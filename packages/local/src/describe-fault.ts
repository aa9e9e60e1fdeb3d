import { statfsSync } from 'node:fs';
import { nearestFolder } from './home.ts';

/** Below this, PostgreSQL cannot write a segment of its log. */
const LITTLE_BYTES = 16 * 2 ** 20;

/** `dest` is where a copy went. */
type SystemFault = NodeJS.ErrnoException & { readonly dest?: string };

const NO_LOOPBACK = ['EADDRNOTAVAIL', 'ENETUNREACH', 'EHOSTUNREACH'];

/**
 * Says in one sentence what a start failed of, for causes that lie in the machine: a full or read-only disk, no
 * loopback address. Other faults keep their own message.
 */
export function describeFault(fault: unknown, home: string): string {
  const message = fault instanceof Error ? fault.message : String(fault);
  const causes = causesOf(fault).map((cause) => describeCause(cause, home));
  const cause = causes.find((sentence) => sentence !== undefined) ?? describeFullDisk(message, home);
  if (cause === undefined) return message;
  return causes[0] === undefined ? `${cause}\n${message}` : cause;
}

function causesOf(fault: unknown): readonly unknown[] {
  return fault instanceof Error ? [fault, ...causesOf(fault.cause)] : [];
}

function describeCause(fault: unknown, home: string): string | undefined {
  const { code = '', ...where } = fault as SystemFault;
  const file = where.dest ?? where.path;
  const path = file ?? home;
  const another = 'Set UPSHOT_HOME to a folder that you can write.';
  if (code === 'EROFS') return `${path} is on a read-only file system. ${another}`;
  if ((code === 'EACCES' || code === 'EPERM') && file !== undefined)
    return `${file} may not be written by this account. ${another}`;
  if (code === 'ENOSPC' || code === 'EDQUOT') return fullDisk(path);
  if (NO_LOOPBACK.includes(code)) {
    return (
      'This machine does not reach itself at the IPv4 loopback address 127.0.0.1, on which the servers listen. ' +
      'Set the interface up: ip link set lo up.'
    );
  }
  return undefined;
}

/** Servers say it in their own words, or not at all when their log is on the same disk. */
function describeFullDisk(message: string, home: string): string | undefined {
  return /No space left on device/.test(message) || freeBytes(home) < LITTLE_BYTES
    ? fullDisk(home)
    : undefined;
}

function fullDisk(path: string): string {
  return `There is no space left on the disk of ${path}. Free some, or set UPSHOT_HOME to a folder on another disk.`;
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(nearestFolder(path));
  return bavail * bsize;
}
