import { expect, onTestFinished, test } from 'vitest';
import type { Frame } from './frames.ts';
import { Slot } from './slot.ts';

async function readySlot(): Promise<{ slot: Slot; death: Promise<unknown> }> {
  const ready = Promise.withResolvers<unknown>();
  const dead = Promise.withResolvers<unknown>();
  const slot = new Slot(32, true, { slotReady: ready.resolve, slotDied: (_, death) => dead.resolve(death) });
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
