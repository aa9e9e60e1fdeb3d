import { expect, onTestFinished, test } from 'vitest';
import type { Frame } from './frames.ts';
import { CommonBarrier } from './common-barrier.ts';
import { Slot } from './slot.ts';

async function readySlot(): Promise<{ slot: Slot; death: Promise<unknown> }> {
  const ready = Promise.withResolvers<Slot>();
  const dead = Promise.withResolvers<unknown>();
  const slot = new Slot(32, true, {
    barrier: new CommonBarrier(),
    slotReady: ready.resolve,
    slotDied: (_, death) => dead.resolve(death),
  });
  onTestFinished(() => slot.kill());
  await ready.promise;
  return { slot, death: dead.promise };
}

const script = { projectId: 'p', integrationId: 'i' };
const run = { received: () => undefined, died: () => undefined };

test('a slot that speaks outside a run breaks the protocol', async () => {
  const { slot } = await readySlot();
  expect(() => slot.received(['done', 'r', '{}'])).toThrow('a frame outside a run');
});

test('a slot that breaks the protocol is ended, and at once not idle any more', async () => {
  const { slot, death } = await readySlot();
  slot.misbehaved();
  expect(slot.state).toBe('ending');
  expect(await death).toMatchObject({ signal: 'SIGKILL' });
});

test('a slot gives the frames of a run to the run, and never changes its owner', async () => {
  const { slot } = await readySlot();
  const frames: Frame[] = [];
  slot.occupy({ ...run, received: (frame) => frames.push(frame) }, 'one', script);
  slot.received(['done', 'r', '{}']);
  expect(frames).toEqual([['done', 'r', '{}']]);
  slot.vacate();
  expect(() => slot.occupy(run, 'another', script)).toThrow('cannot change its owner');
});

test('a slot that computes while it is idle is ended', async () => {
  const { slot, death } = await readySlot();
  const options = { integrationId: 'i', versionId: 'v', filename: 'f', timeoutMs: 60_000, outputBytes: 10 };
  slot.send(['run', 'r', JSON.stringify(options), 'for (;;);', '{}', '{}', '{}']);
  const watching = setInterval(() => slot.watch(), 1_000);
  onTestFinished(() => clearInterval(watching));
  expect(await death).toMatchObject({ signal: 'SIGKILL' });
});

test('a slot with less of a barrier than the first one is not used', async () => {
  const barrier = new CommonBarrier();
  expect(barrier.accepts({ seccomp: true, landlock: 7 })).toBe(true);
  expect(barrier.accepts({ seccomp: true, landlock: 7 })).toBe(true);
  expect(barrier.accepts({ seccomp: false, landlock: 7 })).toBe(false);
  expect(await barrier.promise).toEqual({ seccomp: true, landlock: 7 });
});
