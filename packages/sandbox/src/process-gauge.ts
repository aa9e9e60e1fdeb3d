import { closeSync, openSync, readSync } from 'node:fs';

const MS_PER_TICK = 10;

/** What a process uses. */
export interface ProcessUsage {
  /** Processor time so far, in milliseconds. */
  readonly cpuMs: number;
  readonly threads: number;
}

/**
 * Reads what a process uses from Linux's `/proc/<pid>/stat` (proc(5): utime, stime in ticks of 1/100 s; num_threads).
 * The file is opened at once: a slot that has confined itself may be hidden in `/proc`.
 */
export class ProcessGauge {
  readonly #fd: number | undefined;
  readonly #text = Buffer.alloc(1024);

  constructor(pid: number) {
    try {
      this.#fd = openSync(`/proc/${pid}/stat`, 'r');
    } catch {
      this.#fd = undefined;
    }
  }

  /** `undefined` where there is no such file, or the process has ended. */
  read(): ProcessUsage | undefined {
    if (this.#fd === undefined) return undefined;
    try {
      const length = readSync(this.#fd, this.#text, 0, this.#text.length, 0);
      const stat = this.#text.toString('latin1', 0, length);
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [utime, stime, threads] = [fields[11], fields[12], fields[17]].map(Number);
      return { cpuMs: ((utime ?? 0) + (stime ?? 0)) * MS_PER_TICK, threads: threads ?? 0 };
    } catch {
      return undefined;
    }
  }

  /** Gives the file back. Call it once, when the process has ended. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}
