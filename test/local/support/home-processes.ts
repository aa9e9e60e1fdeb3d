import { readdir, readFile } from 'node:fs/promises';
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
