import { readFileSync } from 'node:fs';

/**
 * Watches how much processor time the host of a virtual machine gave to others while this one wanted it. The returned
 * function says which part of all processor time that was since then, such as "3 %": with much of it, figures say
 * nothing.
 */
export function watchStolen(): () => string {
  const before = readTicks();
  return () => {
    const now = readTicks();
    const part = (now.stolen - before.stolen) / Math.max(1, now.total - before.total);
    return `${(part * 100).toFixed(0)} %`;
  };
}

/** Linux: the first line of proc_stat(5), of which the eighth number is what was stolen. Zero elsewhere. */
function readTicks(): { stolen: number; total: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { stolen: ticks[7] ?? 0, total: ticks.reduce((sum, some) => sum + some, 0) };
  } catch {
    return { stolen: 0, total: 0 };
  }
}
