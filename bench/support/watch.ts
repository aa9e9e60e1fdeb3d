import { readFile } from 'node:fs/promises';
import { treeTime } from './process-times.ts';
import type { BenchSystem } from './system.ts';
import { watchStolen } from './watch-stolen.ts';

/** Reads the resident memory of a process every two seconds. */
export function watchMemory(pid: number) {
  const megabytes: number[] = [];
  const read = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    megabytes.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  };
  void read();
  const timer = setInterval(() => void read(), 2000);
  return { stop: () => (clearInterval(timer), megabytes) };
}

/** Each server's share of the processors. */
function watchProcessors({ ingest, workers, postgres, redis }: BenchSystem['pids']) {
  const members = { ingest: [ingest], 'workers and slots': workers, postgres: [postgres], redis: [redis] };
  const read = () =>
    Promise.all(
      Object.entries(members).map(async ([name, pids]) => {
        const each = await Promise.all(pids.map(treeTime));
        return [name, each.reduce((sum, time) => sum + time, 0)] as const;
      }),
    );
  const before = read();
  const startedAt = performance.now();
  return {
    async stop() {
      const tookMs = performance.now() - startedAt;
      const earlier = new Map(await before);
      const shares = (await read()).map(
        ([name, time]) => `${name} ${(((time - (earlier.get(name) ?? 0)) / tookMs) * 100).toFixed(0)} %`,
      );
      return shares.join(', ');
    },
  };
}

/** Each server's share of the processors, where the processes are known, and the share the host took away. */
export function watchMachine(system: BenchSystem | undefined) {
  const used = system && watchProcessors(system.pids);
  const stolen = watchStolen();
  return { stop: async () => [...(used ? [await used.stop()] : []), `stolen ${stolen()}`].join(', ') };
}
