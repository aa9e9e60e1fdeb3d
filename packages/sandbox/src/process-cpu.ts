import { readFileSync } from 'node:fs';

const MS_PER_TICK = 10;

/**
 * The processor time a process has used, in milliseconds, from Linux's `/proc/<pid>/stat` (proc(5): utime and stime,
 * in ticks of 1/100 s). `undefined` where there is no such file.
 */
export function processCpuMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
}
