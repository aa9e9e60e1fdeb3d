import { readdir, readFile } from 'node:fs/promises';

/** The process ids of a process's children. Linux only. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const pairs = await Promise.all(names.map(async (name) => [Number(name), await parentOf(name)] as const));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child);
}

async function parentOf(pid: string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
