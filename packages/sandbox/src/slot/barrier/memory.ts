import { readSync } from 'node:fs';
import type { Native } from './native.ts';

const AT_FDCWD = -100;
const O_RDONLY_CLOEXEC = 0o2000000;

/**
 * Gives a function that tells the resident memory of this process in MB. It reads `/proc/self/statm` (proc(5)) from a
 * descriptor that stays open, since the barrier permits no process to open files.
 */
export function openMemoryGauge(native: Native): () => number {
  const fd = native.call('openat', AT_FDCWD, Buffer.from('/proc/self/statm\0'), O_RDONLY_CLOEXEC).value;
  if (fd < 0) return () => process.resourceUsage().maxRSS / 2 ** 10;
  const text = Buffer.alloc(128);
  return () => {
    const length = readSync(fd, text, 0, text.length, 0);
    const [, pages] = text.toString('latin1', 0, length).split(' ');
    return (Number(pages) * native.pageBytes) / 2 ** 20;
  };
}
