import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLaneSharing, type LanePermit } from './sharing.ts';

/** Four lanes, of which a project that is alone may have three. */
function start(reservedMs?: number) {
  const woken: string[] = [];
  const sharing = createLaneSharing({
    lanes: 4,
    wake: async (lanes) => void woken.push(...lanes),
    ...(reservedMs === undefined ? {} : { reservedMs }),
  });
  const acquire = (lane: string) =>
    sharing.acquirePermit(
      `${lane}.0`,
      lane.startsWith('q') ? 'quiet' : lane.startsWith('n') ? 'newcomer' : 'noisy',
    );
  return { sharing, acquire, woken };
}

function release(permit: LanePermit | undefined): void {
  expect(permit).toBeDefined();
  permit?.[Symbol.dispose]();
}

it('parks lanes beyond the share of a project, and wakes them one by one as permits are released', () => {
  const { acquire, woken } = start();
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(acquire);
  expect([a, b, c].every((permit) => permit !== undefined)).toBe(true);
  expect([d, e]).toEqual([undefined, undefined]);
  expect(acquire('q')).toBeDefined();
  release(a);
  expect(woken).toEqual([]);
  release(b);
  expect(woken).toEqual(['d.0']);
  release(acquire('d'));
  expect(woken).toEqual(['d.0', 'e.0']);
  release(c);
  release(acquire('e'));
  expect(acquire('a')).toBeDefined();
});

it('puts a lane with more work behind the parked lanes', async () => {
  const { acquire, woken } = start();
  const [a] = ['a', 'b', 'c'].map(acquire);
  expect(acquire('d')).toBeUndefined();
  await a?.requeue();
  release(a);
  expect(woken).toEqual(['d.0']);
  const d = acquire('d');
  await d?.requeue();
  release(d);
  expect(woken).toEqual(['d.0', 'a.0']);
});

it('wakes a lane with more work at once when no lane is parked', async () => {
  const { acquire, woken } = start();
  const a = acquire('a');
  await a?.requeue();
  release(a);
  expect(woken).toEqual(['a.0']);
});

it('reserves a permit for a woken lane for a limited time', async () => {
  const { acquire, woken } = start(50);
  const [a] = ['a', 'b', 'c'].map(acquire);
  for (const lane of ['d', 'e']) expect(acquire(lane)).toBeUndefined();
  release(a);
  expect(woken).toEqual(['d.0']);
  await delay(100);
  expect(woken.slice(0, 2)).toEqual(['d.0', 'e.0']);
});

it('hands parked lanes over when it closes', async () => {
  const { sharing, acquire, woken } = start();
  for (const lane of ['a', 'b', 'c', 'd', 'e']) acquire(lane);
  await sharing.handOver();
  expect(woken).toEqual(['d.0', 'e.0']);
});

it('gives the reserved permit to another lane of the project that comes first', () => {
  const { acquire, woken } = start();
  const [a] = ['a', 'b', 'c'].map(acquire);
  for (const lane of ['d', 'e']) expect(acquire(lane)).toBeUndefined();
  release(a);
  expect(woken).toEqual(['d.0']);
  expect(acquire('f')).toBeDefined();
  expect(acquire('d')).toBeUndefined();
});

it('wakes lanes of all projects in turn', async () => {
  const { acquire, woken } = start();
  let inside = ['a', 'b', 'q1', 'q2'].map(acquire);
  for (const lane of ['c', 'd', 'q3', 'q4', 'n1', 'n2']) acquire(lane);
  for (let turn = 0; turn < 6; turn++) {
    const [first, ...others] = inside;
    first?.[Symbol.dispose]();
    const notified = woken.at(-1)?.split('.')[0] ?? '';
    inside = [...others, acquire(notified)];
  }
  expect(woken.some((lane) => lane.startsWith('n'))).toBe(true);
});

it('loses no permit when a lane is woken and parked at once', async () => {
  const { acquire } = start(30);
  const [a, b] = ['a', 'b', 'c'].map(acquire);
  expect(acquire('d')).toBeUndefined();
  release(a);
  const d = acquire('d');
  expect(acquire('d')).toBeUndefined();
  release(b);
  await d?.requeue();
  release(d);
  await delay(100);
  const again = ['x', 'y', 'z'].map(acquire).filter((permit) => permit !== undefined);
  expect(again.length).toBe(2);
});

it('loses no permit when a lane has more work while it is woken', async () => {
  const { acquire, woken } = start(30);
  const [a, b, c] = ['a', 'b', 'c'].map(acquire);
  expect(acquire('d')).toBeUndefined();
  release(a);
  const d = acquire('d');
  for (const lane of ['d', 'e']) expect(acquire(lane)).toBeUndefined();
  release(b);
  expect(woken).toEqual(['d.0', 'd.0']);
  await d?.requeue();
  release(d);
  release(c);
  await delay(100);
  const again = ['x', 'y', 'z'].map(acquire).filter((permit) => permit !== undefined);
  expect(again.length).toBe(3);
});

it('can go on after it has handed over its parked lanes and given up what it reserved', async () => {
  const { sharing, acquire, woken } = start();
  const held = ['a', 'b', 'c'].map(acquire);
  acquire('d');
  acquire('e');
  release(held[0]);
  expect(woken).toEqual(['d.0']);
  expect(sharing.lanes()).toEqual({ active: ['b.0', 'c.0'], parked: ['e.0'] });
  await sharing.handOver();
  expect(woken).toEqual(['d.0', 'e.0']);
  expect(sharing.lanes()).toEqual({ active: ['b.0', 'c.0'], parked: [] });
  expect(acquire('g')).toBeDefined();
});
