import { describe, expect, it } from 'vitest';
import { Gathering } from './gathering.ts';

/** Whether the operations that wait are written at once, and not by the timer. */
async function isDone(gathering: Gathering): Promise<boolean> {
  let done = false;
  void gathering.wait().then(() => (done = true));
  for (let turn = 0; turn < 3; turn++) await Promise.resolve();
  return done;
}

describe('gathering', () => {
  it('makes the operation of a run that is alone wait for nothing', async () => {
    const gathering = new Gathering();
    const own = gathering.expect();
    gathering.add(false);
    own[Symbol.dispose]();
    expect(await isDone(gathering)).toBe(true);
  });

  it('waits while another run is about to settle, and no longer', async () => {
    const gathering = new Gathering();
    const other = gathering.expect();
    gathering.add(false);
    expect(await isDone(gathering)).toBe(false);
    const waiting = gathering.wait();
    gathering.add(false);
    other[Symbol.dispose]();
    await waiting;
    other[Symbol.dispose]();
    using _next = gathering.expect();
    gathering.add(false);
    expect(await isDone(gathering)).toBe(false);
  });

  it('makes nothing wait when a run waits for its beginning', async () => {
    const gathering = new Gathering();
    using _other = gathering.expect();
    gathering.add(false);
    gathering.add(true);
    expect(await isDone(gathering)).toBe(true);
  });

  it('waits no longer once there are enough for a batch', async () => {
    const gathering = new Gathering();
    using _other = gathering.expect();
    for (let count = 0; count < 16; count++) gathering.add(false);
    expect(await isDone(gathering)).toBe(true);
  });

  it('ends after a few milliseconds, however many runs are about to settle', async () => {
    const gathering = new Gathering();
    using _other = gathering.expect();
    gathering.add(false);
    await expect(gathering.wait()).resolves.toBeUndefined();
  });
});
