/** A process that measures slots for `bench/barrier.ts`, each time it is told to. */
import { createSandbox, type Sandbox } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import { privateMb, threadsMs } from './process-memory.ts';

/** Times of one boot, in ms: by the clock, and processor time of the slot; and the memory of the ready slot, in MB. */
export interface Boot {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly memoryMb: number;
  readonly hasBarrier: boolean;
}

/** What each run took the slot, in ms of processor time, and how long it took by the clock. */
export interface Runs {
  readonly cpuMs: readonly number[];
  readonly wallMs: readonly number[];
}

export type Order = 'boot' | 'reused' | 'fresh';

const script = `const storage = require('storage');
const count = (storage.get('count') || 0) + 1;
storage.set('count', count);
console.log('Activity ' + count + ': ' + activity.id);`;
const BLOCK = 50;
const alone = { warmSlots: 1, maxRunning: 1, maxSlots: 1 };

const sandboxes = new Map<Order, Sandbox>();

process.on('message', (order: Order) => {
  const measuring = order === 'boot' ? measureBoot() : measureRuns(order);
  measuring.then(
    (measured) => process.send?.(measured),
    (fault: unknown) => {
      console.error(fault);
      process.exit(1);
    },
  );
});

async function measureBoot(): Promise<Boot> {
  const startedAt = performance.now();
  const sandbox = createSandbox(alone);
  const { seccomp } = await sandbox.barrier();
  const wallMs = performance.now() - startedAt;
  const pid = sandbox.slots()[0]?.pid ?? 0;
  const boot = { wallMs, cpuMs: threadsMs(pid), memoryMb: privateMb(pid), hasBarrier: seccomp };
  await sandbox.close();
  return boot;
}

/** The sandbox stays, and so does its slot: the first block warms it up. */
async function measureRuns(isolate: 'reused' | 'fresh'): Promise<Runs> {
  const sandbox =
    sandboxes.get(isolate) ??
    createSandbox({ ...alone, isolation: isolate === 'fresh' ? 'isolate' : 'context' });
  sandboxes.set(isolate, sandbox);
  const host = new MemoryHost();
  const runs: { readonly cpuMs: number; readonly wallMs: number }[] = [];
  for (let run = 0; run < BLOCK; run += 1) {
    const startedAt = performance.now();
    const { cpuMs, ending } = await sandbox.run(inputOf(script), host);
    if (ending.kind !== 'succeeded') throw new Error(`a run of the bench ended as ${ending.kind}`);
    runs.push({ cpuMs, wallMs: performance.now() - startedAt });
  }
  return { cpuMs: runs.map(({ cpuMs }) => cpuMs), wallMs: runs.map(({ wallMs }) => wallMs) };
}
