import { eventually } from '@upshot/testing/eventually';
import { expect, it } from 'vitest';
import { recordEvents } from '../testing/recorded-events.ts';
import { createDrain } from './drain.ts';

/** A worker whose turns end when `turnsEnd` resolves. */
function start() {
  const { events, reported } = recordEvents();
  const done: string[] = [];
  let turnsEnd = Promise.withResolvers<void>();
  const drain = createDrain({
    sharing: { handOver: async () => void done.push('hand over') },
    events,
    onDrained: async () => void done.push('report'),
  });
  const lanes = {
    async pause() {
      done.push('pause');
      await turnsEnd.promise;
    },
    async resume() {
      done.push('resume');
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    drain,
    lanes,
    done,
    reported,
    endTurns: () => turnsEnd.resolve(),
    failToPause: () => {
      turnsEnd.reject(new Error('no'));
      turnsEnd = Promise.withResolvers();
      turnsEnd.resolve();
    },
  };
}

it('is drained once the turns under way have ended, and reports that at once', async () => {
  const { drain, lanes, done, endTurns } = start();
  drain.attach(lanes);
  const signal = drain.signal();
  drain.follow(true);
  drain.follow(true);
  expect(signal.aborted).toBe(true);
  await eventually(() => expect(done).toEqual(['hand over', 'pause']));
  expect(drain.isDrained()).toBe(false);
  endTurns();
  await eventually(() => expect(done).toEqual(['hand over', 'pause', 'hand over', 'report']));
  expect(drain.isDrained()).toBe(true);
});

it('resumes after the drain, with a signal that is not aborted', async () => {
  const { drain, lanes, done, endTurns } = start();
  drain.attach(lanes);
  drain.follow(true);
  drain.follow(false);
  expect(drain.isDraining()).toBe(true);
  endTurns();
  await eventually(() => expect(done.at(-1)).toBe('resume'));
  expect(drain.isDrained()).toBe(false);
  expect(drain.signal().aborted).toBe(false);
});

it('carries out a request that came before the lanes', async () => {
  const { drain, lanes, endTurns } = start();
  drain.follow(true);
  endTurns();
  drain.attach(lanes);
  await eventually(() => expect(drain.isDrained()).toBe(true));
});

it('tries again with the next report when it failed', async () => {
  const { drain, lanes, done, reported, failToPause } = start();
  drain.attach(lanes);
  drain.follow(true);
  await eventually(() => expect(done).toContain('pause'));
  failToPause();
  await eventually(() => expect(reported.map(([name]) => name)).toContain('drainFault'));
  expect(drain.isDrained()).toBe(false);
  await eventually(() => {
    drain.follow(true);
    expect(drain.isDrained()).toBe(true);
  });
});

it('drains for good when the worker stops', async () => {
  const { drain, lanes, done } = start();
  drain.attach(lanes);
  drain.stop();
  drain.follow(false);
  expect(drain.signal().aborted).toBe(true);
  expect(done).toEqual([]);
});
