import { expect, test } from 'vitest';
import { eventually } from '@upshot/testing/sandbox/eventually';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests } from '@upshot/testing/sandbox/run-source';

test('runs that yield begin when no other run waits, whichever came first', async () => {
  const sandbox = sandboxForTests({ maxRunning: 1, warmSlots: 3, maxSlots: 3 });
  await eventually(() => sandbox.slots().length === 3);
  const order: string[] = [];
  const run = async (projectId: string, yields: boolean) => {
    await sandbox.run(inputOf('1', { projectId, yields }), new MemoryHost());
    order.push(projectId);
  };
  const busy = sandbox.run(
    inputOf('for (const end = Date.now() + 100; Date.now() < end;);'),
    new MemoryHost(),
  );
  const trials = [run('first trial', true), run('trial', true)];
  await Promise.all([busy, ...trials, run('late', false), run('later', false)]);
  expect(order.slice(0, 2).toSorted()).toEqual(['late', 'later']);
  expect(order).toHaveLength(4);
});
