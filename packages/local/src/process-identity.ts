import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process, told apart from a later one that was given the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was born, in the system's own terms. */
  readonly born: string;
}

/** Born so: gone already, or waiting only for its parent to notice. */
export const dead = 'dead';

/** Describes a running process so that it can be recognised later. */
export function identify(pid: number): ProcessIdentity {
  return { pid, born: born(pid) };
}

/** True while that very process runs; a later process with the same id does not count. */
export function isRunning({ pid, born: remembered }: ProcessIdentity): boolean {
  return remembered !== dead && born(pid) === remembered;
}

/** Waits until the process is gone; false when it still runs after that time. Rejects when aborted. */
export async function goneWithin(
  subject: ProcessIdentity,
  withinMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isRunning(subject)) {
    if (performance.now() > deadline) return false;
    await delay(20, undefined, { signal });
  }
  return true;
}

/** Linux: the start time in clock ticks, field 22 of proc_pid_stat(5), and nothing for a zombie. Elsewhere: ps(1). */
function born(pid: number): string {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? dead : (fields[19] ?? dead);
  } catch {
    return dead;
  }
}
