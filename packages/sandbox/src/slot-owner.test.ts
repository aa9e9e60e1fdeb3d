import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests } from '@upshot/testing/sandbox/run-source';
import { createSandbox } from './sandbox.ts';

const limits = { cpuMs: 100, wallMs: 1_000, memoryMb: 32 };

/** Scripts that end in every way. */
const sources = {
  succeeded: '1',
  waited: `fetch('u')`,
  failed: 'null.x',
  timed_out: 'for (;;);',
  out_of_memory: 'const a = []; for (;;) a.push(new Array(1000).fill(1))',
  crashed: `'a'.repeat(2 ** 28).split('')`,
};

const someRun = fc.record({
  project: fc.constantFrom('a', 'b', 'c'),
  integration: fc.constantFrom('1', '2'),
  end: fc.constantFrom(...(Object.keys(sources) as (keyof typeof sources)[])),
});

test.each(['project', 'integration'] as const)(
  'no process is ever seen by two owners when each %s owns its slots',
  async (slotScope) => {
    const somePool = fc.record({
      maxRunning: fc.integer({ min: 1, max: 3 }),
      maxSlots: fc.integer({ min: 1, max: 4 }),
      warmSlots: fc.integer({ min: 0, max: 2 }),
    });
    const somePlan = fc.array(someRun, { minLength: 6, maxLength: 16 });
    const property = fc.asyncProperty(somePool, somePlan, async (pool, plan) => {
      const sandbox = createSandbox({ ...pool, slotScope, limits });
      const ownerOf = new Map<number, string>();
      const run = async ({ project, integration, end }: (typeof plan)[number]) => {
        const ids = { projectId: project, integrationId: `${project} ${integration}` };
        const { slotPid } = await sandbox.run(inputOf(sources[end], ids), new MemoryHost());
        const owner = slotScope === 'project' ? project : ids.integrationId;
        expect(ownerOf.get(slotPid) ?? owner).toBe(owner);
        ownerOf.set(slotPid, owner);
      };
      try {
        await Promise.all(plan.map(run));
      } finally {
        await sandbox.close();
      }
    });
    await fc.assert(property, { numRuns: 5, endOnFailure: true });
  },
);

test.each(['timed_out', 'out_of_memory'] as const)(
  'a slot whose script ended as %s is not used again',
  async (end) => {
    // Filling the memory takes processor time, more of it on a busy machine.
    const cpuMs = end === 'timed_out' ? limits.cpuMs : 30_000;
    const sandbox = sandboxForTests({
      maxRunning: 1,
      maxSlots: 1,
      limits: { ...limits, cpuMs, wallMs: 60_000 },
    });
    const ended = await sandbox.run(inputOf(sources[end]), new MemoryHost());
    expect(ended.ending.kind).toBe(end);
    const next = await sandbox.run(inputOf('1'), new MemoryHost());
    expect(next.ending).toEqual({ kind: 'succeeded' });
    expect(next.slotPid).not.toBe(ended.slotPid);
  },
);

test('a slot whose script ran into the wall limit and ended by itself is not used again', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, maxSlots: 1, limits: { wallMs: 500, cpuMs: 5_000 } });
  const host = new MemoryHost();
  host.respond = () => new Promise(() => undefined);
  const ended = await sandbox.run(inputOf(`try { fetch('u') } catch {}`), host);
  expect(ended.ending.kind).toBe('timed_out');
  expect((await sandbox.run(inputOf('1'), host)).slotPid).not.toBe(ended.slotPid);
});

test('a project with runs without end does not keep another one from the only slot', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, maxSlots: 1 });
  const over = new AbortController();
  const busy = async (integrationId: string) => {
    while (!over.signal.aborted) {
      await sandbox.run(inputOf('1', { projectId: 'busy', integrationId }), new MemoryHost());
    }
  };
  const all = [busy('1'), busy('2')];
  const { ending } = await sandbox.run(inputOf('1', { projectId: 'quiet' }), new MemoryHost());
  over.abort();
  await Promise.all(all);
  expect(ending).toEqual({ kind: 'succeeded' });
});
