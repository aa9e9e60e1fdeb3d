import { readdir, readFile } from 'node:fs/promises';
import { childrenOf } from '@upshot/testing/children';
import { eventually } from '@upshot/testing/eventually';
import { expect } from 'vitest';

/** Waits until no process of a start is left. */
export async function expectNoProcessOf(home: string): Promise<void> {
  if (process.platform !== 'linux') return;
  await eventually(async () => expect(await processesOf(home)).toEqual([]), { withinMs: 30_000 });
}

/** The processes of a start: each has the home folder in its environment or its command line. */
export async function processesOf(home: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const described = ids.map(async (id) => {
    const command = await read(`/proc/${id}/cmdline`);
    return `${command} ${await read(`/proc/${id}/environ`)}`.includes(home) ? [`${id} ${command}`] : [];
  });
  return (await Promise.all(described)).flat();
}

/** The processes below this one that run as root, but for the guards, which end them when it is gone. */
export async function rootProcessesBelow(pid: number): Promise<string[]> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const ids = await childrenOf(pid);
  const below = await Promise.all(ids.map(rootProcessesBelow));
  const own = ids.map(async (id) => {
    const command = await read(`/proc/${id}/cmdline`);
    const isRoot = /^Uid:\t0\t/m.test(await read(`/proc/${id}/status`));
    return isRoot && !command.includes('\0guard\0') ? [`${id} ${command}`] : [];
  });
  return [...(await Promise.all(own)), ...below].flat();
}

/** How many processes are below this one. */
export async function countBelow(pid: number): Promise<number> {
  const ids = await childrenOf(pid);
  const below = await Promise.all(ids.map(countBelow));
  return ids.length + below.reduce((sum, count) => sum + count, 0);
}
