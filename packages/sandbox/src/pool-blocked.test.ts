import { expect, test } from 'vitest';
import { eventually } from '@upshot/testing/sandbox/eventually';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests } from '@upshot/testing/sandbox/run-source';

const BLOCKED = 5;

test('active integrations keep their slots while scripts of another project wait', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 1, ownSlots: 4, maxSlots: 16 });
  const host = new MemoryHost();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  host.respond = async () => {
    await released;
    return reply(200, 'ok');
  };
  const runActive = async () => {
    const pids: number[] = [];
    for (const integrationId of ['a', 'b', 'c']) {
      const input = inputOf('1', { projectId: 'active', integrationId });
      pids.push((await sandbox.run(input, new MemoryHost())).slotPid);
    }
    return pids;
  };
  let before = await runActive();
  while (new Set(before).size < 3) before = await runActive();
  const waiting = Array.from({ length: BLOCKED }, (_, index) =>
    sandbox.run(
      inputOf(`fetch('u')`, { projectId: 'slow', integrationId: `${index}`, limits: { wallMs: 120_000 } }),
      host,
    ),
  );
  await eventually(() => host.requests.length === BLOCKED);
  expect(await runActive()).toEqual(before);
  release();
  for (const { ending } of await Promise.all(waiting)) expect(ending).toEqual({ kind: 'succeeded' });
}, 60_000);
