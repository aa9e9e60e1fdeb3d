import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** Processor time in milliseconds that a process has used, with its children that have ended. */
async function ownTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
  return ticks * TICK_MS;
}

/** Processor time in milliseconds of a process and of all its descendants, the living and the dead. */
export async function treeTime(pid: number): Promise<number> {
  const parents = await readParents();
  const tree = [pid];
  for (const pid of tree) tree.push(...(parents.get(pid) ?? []));
  const times = await Promise.all(tree.map(ownTime));
  return times.reduce((sum, time) => sum + time, 0);
}

async function readParents(): Promise<ReadonlyMap<number, readonly number[]>> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}
