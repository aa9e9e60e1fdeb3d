import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Keeps this process, and what it starts from now on, to the first processor. Returns the others, as taskset(1)
 * writes them: there producers take no time away from what they measure, as if they were on another machine. Linux
 * only. Throws when there is no second processor.
 */
export async function keepToFirstProcessor(): Promise<string> {
  const status = await readFile('/proc/self/status', 'utf8');
  const [first, ...others] = expand(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '');
  if (first === undefined || others.length === 0) {
    throw new Error('--apart needs a second processor, for the producers');
  }
  await promisify(execFile)('taskset', ['-a', '-p', '-c', String(first), String(process.pid)]);
  return others.join(',');
}

/** `0-2,5` as 0, 1, 2, 5. */
function expand(list: string): readonly number[] {
  return list.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
