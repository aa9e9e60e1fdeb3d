import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { MAX_FRAME_BYTES } from './frames.ts';
import { createSandbox, HostFault } from './sandbox.ts';
import { eventually } from '@upshot/testing/sandbox/eventually';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { inputOf, runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const HOLD = `fetch('u'); console.log('done')`;

test('a script that waits gives its place to others', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, maxSlots: 12 });
  const host = new MemoryHost();
  const { promise: everyone, resolve } = Promise.withResolvers<void>();
  host.respond = async () => {
    if (host.requests.length === 8) resolve();
    await everyone;
    return reply(200, 'ok');
  };
  const runs = Array.from({ length: 8 }, (_, i) =>
    sandbox.run(inputOf(HOLD, { integrationId: `i${i}`, limits: { wallMs: 20_000 } }), host),
  );
  for (const { ending } of await Promise.all(runs)) expect(ending).toEqual({ kind: 'succeeded' });
});

test('twenty waiting scripts finish with four slots and one place', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, maxSlots: 4 });
  const host = new MemoryHost();
  host.respond = async () => {
    await sleep(20);
    return reply(200, 'ok');
  };
  const runs = Array.from({ length: 20 }, (_, i) =>
    sandbox.run(inputOf(HOLD, { integrationId: `i${i}` }), host),
  );
  for (const { ending } of await Promise.all(runs)) expect(ending).toEqual({ kind: 'succeeded' });
  expect(sandbox.slots().length).toBeLessThanOrEqual(4);
}, 15_000);

test('runs begin in the order in which they came', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1 });
  const order: number[] = [];
  const runs = Array.from({ length: 20 }, async (_, i) => {
    await sandbox.run(inputOf('1', { integrationId: `i${i % 3}` }), new MemoryHost());
    order.push(i);
  });
  await Promise.all(runs);
  expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('projects take turns, however many runs of one wait', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 2, maxSlots: 2 });
  await eventually(() => sandbox.slots().length === 2);
  const order: string[] = [];
  const run = async (projectId: string, integrationId: string) => {
    await sandbox.run(inputOf('1', { projectId, integrationId }), new MemoryHost());
    order.push(projectId);
  };
  await Promise.all([
    ...Array.from({ length: 60 }, (_, i) => run('noisy', `noisy ${i}`)),
    ...Array.from({ length: 3 }, (_, i) => run('quiet', `quiet ${i}`)),
  ]);
  expect(order.slice(0, 30).filter((projectId) => projectId === 'quiet')).toHaveLength(3);
});

test('a project whose scripts compute on every place does not keep another from running', async () => {
  const sandbox = sandboxForTests({ maxRunning: 2, warmSlots: 3, limits: { cpuMs: 10_000, wallMs: 20_000 } });
  await eventually(() => sandbox.slots().length === 3);
  const ending = new AbortController();
  const noisy = Array.from({ length: 4 }, (_, i) =>
    sandbox.run(
      inputOf('for (;;);', { projectId: 'noisy', integrationId: `noisy ${i}` }),
      new MemoryHost(),
      ending.signal,
    ),
  );
  const quiet = await sandbox.run(inputOf('1', { projectId: 'quiet' }), new MemoryHost());
  expect(quiet.ending).toEqual({ kind: 'succeeded' });
  expect(sandbox.slots().filter(({ state }) => state === 'running')).toHaveLength(2);
  ending.abort();
  await Promise.all(noisy);
}, 15_000);

test('a project whose scripts wait leaves slots to others', async () => {
  const sandbox = sandboxForTests({ maxRunning: 2, maxSlots: 4 });
  const host = new MemoryHost();
  const { promise: everyone, resolve } = Promise.withResolvers<void>();
  host.respond = async () => {
    await everyone;
    return reply(200, 'ok');
  };
  const waiting = Array.from({ length: 6 }, (_, i) =>
    sandbox.run(
      inputOf(HOLD, { projectId: 'noisy', integrationId: `noisy ${i}`, limits: { wallMs: 20_000 } }),
      host,
    ),
  );
  await eventually(() => sandbox.slots().filter(({ state }) => state === 'blocked').length === 3);
  const quiet = await sandbox.run(inputOf('1', { projectId: 'quiet' }), new MemoryHost());
  expect(quiet.ending).toEqual({ kind: 'succeeded' });
  expect(host.requests).toHaveLength(3);
  resolve();
  for (const { ending } of await Promise.all(waiting)) expect(ending).toEqual({ kind: 'succeeded' });
}, 40_000);

test('an integration gets its own slot again', async () => {
  const sandbox = sandboxForTests({ maxRunning: 2, warmSlots: 2 });
  await eventually(() => sandbox.slots().length === 2);
  const run = async (integrationId: string) =>
    (await sandbox.run(inputOf('1', { integrationId }), new MemoryHost())).slotPid;
  const a = await run('a');
  const b = await run('b');
  expect(b).not.toBe(a);
  expect([await run('b'), await run('a'), await run('a'), await run('b')]).toEqual([b, a, a, b]);
});

test.each(['warm', 'context', 'isolate'] as const)(
  'with the isolation %s nothing of one integration reaches another',
  async (isolation) => {
    const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, maxSlots: 1, isolation });
    const run = (integrationId: string, source: string) =>
      sandbox.run(inputOf(source, { integrationId }), new MemoryHost());
    const register = `console.log(typeof seen); seen = 1`;
    expect(texts(await run('a', register))).toEqual(['undefined']);
    expect(texts(await run('b', register))).toEqual(['undefined']);
    expect(texts(await run('a', register))).toEqual(['undefined']);
  },
);

test('a slot killed from outside is a crash of its run, and the next run is fine', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1 });
  const host = new MemoryHost();
  host.respond = () => {
    const [slot] = sandbox.slots();
    process.kill(slot?.pid ?? 0, 'SIGKILL');
    return new Promise(() => undefined);
  };
  const execution = await runSource(sandbox, `console.log('begun'); fetch('u')`, host);
  expect(execution.ending).toEqual({ kind: 'crashed', reason: 'SIGKILL' });
  expect(texts(execution)).toEqual(['begun']);
  expect((await runSource(sandbox, '1')).ending).toEqual({ kind: 'succeeded' });
});

test('a project whose script ended its slot waits for the new slot, and no other project does', async () => {
  const sandbox = sandboxForTests({ maxRunning: 3, warmSlots: 3 });
  await eventually(() => sandbox.slots().length === 3);
  const whenBegun = new Map<string, number>();
  const run = async (projectId: string, respond: () => Promise<ReturnType<typeof reply>>) => {
    const host = new MemoryHost();
    host.respond = () => {
      whenBegun.set(projectId, sandbox.slots().length);
      return respond();
    };
    await sandbox.run(inputOf(`fetch('u')`, { projectId, integrationId: projectId }), host);
  };
  const endSlot = () => {
    process.kill(sandbox.slots().find(({ state }) => state === 'blocked')?.pid ?? 0, 'SIGKILL');
    return new Promise<never>(() => undefined);
  };
  await run('restartPenalty', endSlot);
  const answer = () => Promise.resolve(reply(200, 'ok'));
  await Promise.all([run('restartPenalty', answer), run('honest', answer)]);
  expect(whenBegun.get('honest')).toBe(2);
  expect(whenBegun.get('restartPenalty')).toBe(3);
});

test('an idle slot killed from outside is replaced', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1 });
  await eventually(() => sandbox.slots().length === 1);
  const pid = sandbox.slots()[0]?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await eventually(() => sandbox.slots().some((slot) => slot.pid !== pid));
  expect((await runSource(sandbox, '1')).ending).toEqual({ kind: 'succeeded' });
});

test('a reply that comes late goes nowhere', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, maxSlots: 1 });
  const slow = new MemoryHost();
  const late = Promise.withResolvers<void>();
  slow.respond = async () => {
    await late.promise;
    return reply(200, 'late');
  };
  const first = await sandbox.run(inputOf(`fetch('u')`, { limits: { wallMs: 50 } }), slow);
  expect(first.ending).toMatchObject({ kind: 'timed_out', limit: 'wall' });
  const host = new MemoryHost();
  host.respond = async () => {
    late.resolve();
    await sleep(20);
    return reply(200, 'in time');
  };
  expect(texts(await runSource(sandbox, `console.log(fetch('u').text())`, host))).toEqual(['in time']);
}, 15_000);

test('a caller can end a run: while it runs, while it waits for its turn, before it began', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, maxSlots: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  const running = sandbox.run(
    inputOf(`console.log('begun'); fetch('u'); for (;;);`),
    new MemoryHost(),
    signal,
  );
  const waiting = sandbox.run(inputOf('1', { integrationId: 'other' }), new MemoryHost(), signal);
  await eventually(() => sandbox.slots().some(({ state }) => state === 'running'));
  controller.abort();
  expect((await running).ending).toEqual({ kind: 'aborted' });
  expect(await waiting).toMatchObject({ ending: { kind: 'aborted' }, slotPid: 0 });
  expect((await sandbox.run(inputOf('1'), new MemoryHost(), signal)).ending).toEqual({ kind: 'aborted' });
  expect((await runSource(sandbox, '1')).ending).toEqual({ kind: 'succeeded' });
});

test('a host function that fails by itself rejects the run, and the script does not go on', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1 });
  const host = new MemoryHost();
  const cause = new Error('the database is away');
  host.storageGet = () => Promise.reject(cause);
  const source = `try { require('storage').get('k') } catch {} fetch('u')`;
  const fault = await runSource(sandbox, source, host).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(HostFault);
  expect(fault).toMatchObject({ hostFunction: 'storageGet', cause });
  expect(host.requests).toEqual([]);
  expect((await runSource(sandbox, '1')).ending).toEqual({ kind: 'succeeded' });
});

test('an input that fits no frame fails the run, a response is a fault; neither harms a later run', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1 });
  const host = new MemoryHost();
  const huge = 'x'.repeat(MAX_FRAME_BYTES);
  host.respond = () => Promise.resolve(reply(200, huge));
  const { ending } = await sandbox.run(inputOf('1', { activity: huge }), host);
  expect(ending).toMatchObject({ kind: 'failed', error: { name: 'InputError' } });
  await expect(runSource(sandbox, `fetch('u')`, host)).rejects.toThrow('too large');
  expect((await runSource(sandbox, '1')).ending).toEqual({ kind: 'succeeded' });
});

test('runs may ask for different amounts of memory', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, maxSlots: 1 });
  for (const memoryMb of [32, 128, 64]) {
    const input = inputOf('console.log(1)', { limits: { memoryMb } });
    expect(texts(await sandbox.run(input, new MemoryHost()))).toEqual(['1']);
  }
});

test('closing ends what is under way and leaves no process', async () => {
  const sandbox = createSandbox({ maxRunning: 2, warmSlots: 2 });
  const running = runSource(sandbox, 'for (;;);');
  await eventually(() => sandbox.slots().some(({ state }) => state === 'running'));
  const pids = sandbox.slots().map(({ pid }) => pid);
  await sandbox.close();
  expect((await running).ending).toEqual({ kind: 'aborted' });
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(runSource(sandbox, '1')).rejects.toThrow('closed');
});

test('active integrations get slots of their own, and keep them', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, ownSlots: 6 });
  const round = async () => {
    const pids: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const input = inputOf('1', { integrationId: `own ${i}` });
      pids.push((await sandbox.run(input, new MemoryHost())).slotPid);
      await sleep(300);
    }
    return pids;
  };
  let settled = await round();
  for (let rounds = 1; rounds < 10 && new Set(settled).size < 6; rounds += 1) settled = await round();
  expect(new Set(settled).size).toBe(6);
  expect(await round()).toEqual(settled);
});

test('a busy integration does not keep another waiting for long', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, maxSlots: 1 });
  const run = (integrationId: string) => sandbox.run(inputOf('1', { integrationId }), new MemoryHost());
  await run('busy');
  const over = new AbortController();
  let count = 0;
  const busy = (async () => {
    for (; !over.signal.aborted; count += 1) await run('busy');
  })();
  await sleep(100);
  const before = performance.now();
  await run('other');
  const waitedMs = performance.now() - before;
  over.abort();
  await busy;
  expect(count).toBeGreaterThan(1);
  expect(waitedMs).toBeLessThan(200 * busyness());
}, 15_000);
