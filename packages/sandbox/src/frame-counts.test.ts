import { expect, onTestFinished, test } from 'vitest';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { CommonBarrier } from './common-barrier.ts';
import type { Frame } from './frames.ts';
import { completeLimits, ownerOf, runOptions } from './run-request.ts';
import type { RunInput } from './run-request.ts';
import { RunningScript } from './running-script.ts';
import { Slot } from './slot.ts';
import type { Execution } from './sandbox.ts';

/** A slot that notes the names of its frames. */
class CountedSlot extends Slot {
  readonly sent: string[] = [];
  readonly heard: string[] = [];

  override send(frame: Frame): void {
    this.sent.push(frame[0] ?? '');
    super.send(frame);
  }

  override received(frame: Frame): void {
    this.heard.push(frame[0] ?? '');
    super.received(frame);
  }
}

async function countFrames(source: string, more: Partial<RunInput> = {}) {
  const ready = Promise.withResolvers<unknown>();
  const owner = { barrier: new CommonBarrier(), slotReady: ready.resolve, slotDied: () => undefined };
  const slot = new CountedSlot(32, true, owner);
  onTestFinished(() => slot.kill());
  await ready.promise;
  const input = inputOf(source, more);
  const limits = completeLimits();
  const policy = {
    isolation: 'warm' as const,
    mayKeepContext: () => true,
    runsPerIsolate: 200,
    cpuContention: () => 20,
  };
  const { promise, resolve, reject } = Promise.withResolvers<Execution>();
  const semaphore = { leave: () => undefined, enter: () => Promise.resolve(), release: () => undefined };
  const request = { runId: 'r', input, limits, owner: ownerOf(input.script, 'project'), signal: undefined };
  const options = runOptions(input, limits, policy);
  new RunningScript(
    slot,
    { ...request, options, host: new MemoryHost(), resolve, reject },
    semaphore,
  ).start();
  expect((await promise).ending).toEqual({ kind: 'succeeded' });
  return { toSlot: slot.sent, fromSlot: slot.heard };
}

test('a script that only computes costs one frame each way', async () => {
  expect(await countFrames('activity.id')).toEqual({ toSlot: ['run'], fromSlot: ['ready', 'done'] });
});

const counter = `const storage = require('storage'); const n = (storage.get('n') || 0) + 1;
  storage.set('n', n); console.log(n)`;

test('the documented counter costs one frame to the slot when the storage goes with it', async () => {
  expect(await countFrames(counter, { storage: '[["n","1"]]' })).toEqual({
    toSlot: ['run'],
    fromSlot: ['ready', 'post', 'output', 'done'],
  });
});

test('without the storage each of its calls costs a frame and a reply', async () => {
  expect(await countFrames(counter)).toEqual({
    toSlot: ['run', 'reply', 'reply'],
    fromSlot: ['ready', 'call', 'call', 'output', 'done'],
  });
});
