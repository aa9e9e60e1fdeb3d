import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLaneSharing, type LanePermit } from './sharing.ts';

/** A sharing of four lanes: three for a project that is alone. */
function start(reservedMs?: number) {
  const woken: string[] = [];
  const sharing = createLaneSharing({
    lanes: 4,
    wake: async (lanes) => void woken.push(...lanes),
    ...(reservedMs === undefined ? {} : { reservedMs }),
  });
  const enter = (lane: string) =>
    sharing.enter(`${lane}.0`, lane.startsWith('q') ? 'quiet' : lane.startsWith('n') ? 'newcomer' : 'noisy');
  return { sharing, enter, woken };
}

function release(permit: LanePermit | undefined): void {
  expect(permit).toBeDefined();
  permit?.[Symbol.dispose]();
}

it('puts lanes aside beyond the share of a project, and calls them one after the other, as semaphore become free', () => {
  const { enter, woken } = start();
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(enter);
  expect([a, b, c].every((permit) => permit !== undefined)).toBe(true);
  expect([d, e]).toEqual([undefined, undefined]);
  expect(enter('q')).toBeDefined();
  release(a);
  expect(woken).toEqual([]);
  release(b);
  expect(woken).toEqual(['d.0']);
  release(enter('d'));
  expect(woken).toEqual(['d.0', 'e.0']);
  release(c);
  release(enter('e'));
  expect(enter('a')).toBeDefined();
});

it('lets a lane with more work go behind those that wait', async () => {
  const { enter, woken } = start();
  const [a] = ['a', 'b', 'c'].map(enter);
  expect(enter('d')).toBeUndefined();
  await a?.requeue();
  release(a);
  expect(woken).toEqual(['d.0']);
  const d = enter('d');
  await d?.requeue();
  release(d);
  expect(woken).toEqual(['d.0', 'a.0']);
});

it('wakes a lane with more work itself when nobody waits', async () => {
  const { enter, woken } = start();
  const a = enter('a');
  await a?.requeue();
  release(a);
  expect(woken).toEqual(['a.0']);
});

it('keeps a place for a lane that was called, for a while', async () => {
  const { enter, woken } = start(50);
  const [a] = ['a', 'b', 'c'].map(enter);
  for (const lane of ['d', 'e']) expect(enter(lane)).toBeUndefined();
  release(a);
  expect(woken).toEqual(['d.0']);
  await delay(100);
  expect(woken.slice(0, 2)).toEqual(['d.0', 'e.0']);
});

it('hands over what waits when it closes', async () => {
  const { sharing, enter, woken } = start();
  for (const lane of ['a', 'b', 'c', 'd', 'e']) enter(lane);
  await sharing.close();
  expect(woken).toEqual(['d.0', 'e.0']);
});

it('gives the place of a lane that was called to another of the project, when that one comes first', () => {
  const { enter, woken } = start();
  const [a] = ['a', 'b', 'c'].map(enter);
  for (const lane of ['d', 'e']) expect(enter(lane)).toBeUndefined();
  release(a);
  expect(woken).toEqual(['d.0']);
  expect(enter('f')).toBeDefined();
  expect(enter('d')).toBeUndefined();
});

it('calls projects in turn', async () => {
  const { enter, woken } = start();
  let inside = ['a', 'b', 'q1', 'q2'].map(enter);
  for (const lane of ['c', 'd', 'q3', 'q4', 'n1', 'n2']) enter(lane);
  for (let turn = 0; turn < 6; turn++) {
    const [first, ...others] = inside;
    first?.[Symbol.dispose]();
    const notified = woken.at(-1)?.split('.')[0] ?? '';
    inside = [...others, enter(notified)];
  }
  expect(woken.some((lane) => lane.startsWith('n'))).toBe(true);
});

it('loses no place when a lane is called and put aside at once', async () => {
  const { enter } = start(30);
  const [a, b] = ['a', 'b', 'c'].map(enter);
  expect(enter('d')).toBeUndefined();
  release(a);
  const d = enter('d');
  expect(enter('d')).toBeUndefined();
  release(b);
  await d?.requeue();
  release(d);
  await delay(100);
  const again = ['x', 'y', 'z'].map(enter).filter((permit) => permit !== undefined);
  expect(again.length).toBe(2);
});
