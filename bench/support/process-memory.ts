import { readdirSync, readFileSync } from 'node:fs';

/** Memory in MB that belongs to a process alone: what it has written. 0 for a process that has ended. */
export function privateMb(pid: number): number {
  const status = readProc(`${pid}/status`);
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/** Processor time in ms of all threads of a process that are alive, in nanoseconds as the scheduler counts it. */
export function threadsMs(pid: number): number {
  let threads: readonly string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    // The process has ended.
  }
  const times = threads.map((thread) => Number(readProc(`${pid}/task/${thread}/schedstat`).split(' ')[0]));
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '0';
  }
}
