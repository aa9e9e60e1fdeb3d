import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundRobin, RoundRobinQueue } from './round-robin.ts';

interface Item {
  readonly key: string;
  readonly number: number;
}

const arrivals = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 })
  .map((keys): readonly Item[] => keys.map((key, number) => ({ key, number })));

function queueOf(items: readonly Item[]): RoundRobinQueue<Item> {
  const queue = new RoundRobinQueue<Item>();
  for (const item of items) queue.add(item.key, item);
  return queue;
}

function drain(queue: RoundRobinQueue<Item>): readonly Item[] {
  const served: Item[] = [];
  for (let item = queue.take(() => true); item !== undefined; item = queue.take(() => true))
    served.push(item);
  return served;
}

test('it is work conserving: every item is served once, the items of a key in their order', () => {
  fc.assert(
    fc.property(arrivals, (items) => {
      const served = drain(queueOf(items));
      expect(served.toSorted((a, b) => a.number - b.number)).toEqual(items);
      const numbersOf = (key: string) =>
        served.filter((item) => item.key === key).map(({ number }) => number);
      for (const key of ['a', 'b', 'c', 'd']) {
        expect(numbersOf(key)).toEqual(numbersOf(key).toSorted((a, b) => a - b));
      }
    }),
  );
});

test('no key starves: between two items of one key, each other key that waits is served', () => {
  fc.assert(
    fc.property(arrivals, (items) => {
      const served = drain(queueOf(items)).map(({ key }) => key);
      for (const [index, key] of served.entries()) {
        const next = served.indexOf(key, index + 1);
        const waiting = new Set(served.slice(index + 1).filter((other) => other !== key));
        if (next === -1) continue;
        const between = new Set(served.slice(index + 1, next));
        expect([...waiting].filter((other) => !between.has(other))).toEqual([]);
      }
    }),
  );
});

test('a newcomer is served after one item of each other key, however long their queues are', () => {
  fc.assert(
    fc.property(arrivals, (items) => {
      const queue = queueOf(items);
      queue.add('newcomer', { key: 'newcomer', number: -1 });
      const place = drain(queue).findIndex(({ key }) => key === 'newcomer');
      expect(place).toBe(new Set(items.map(({ key }) => key)).size);
    }),
  );
});

test('a key that is not accepted keeps its turn, and keeps no other key waiting', () => {
  const queue = queueOf(['a', 'a', 'b', 'b'].map((key, number) => ({ key, number })));
  const take = (accepted: string) => queue.take(({ key }) => accepted.includes(key))?.number;
  expect([take('b'), take('ab'), take('ab'), take('b'), take('ab'), take('ab')]).toEqual([
    2,
    0,
    3,
    undefined,
    1,
    undefined,
  ]);
});

test('an item can be withdrawn, and waits only once', () => {
  const queue = new RoundRobinQueue<string>();
  for (const item of ['x', 'y', 'x']) queue.add('a', item);
  expect(queue.sizeOf('a')).toBe(2);
  expect([queue.delete('a', 'x'), queue.delete('a', 'x'), queue.delete('b', 'x')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(queue.takeAll()).toEqual(['y']);
  expect(queue.sizeOf('a')).toBe(0);
});

test('lists are interleaved as the queue would serve them', () => {
  fc.assert(
    fc.property(arrivals, (items) => {
      const lists = [...Map.groupBy(items, ({ key }) => key).values()];
      expect([...roundRobin(lists)]).toEqual(drain(queueOf(items)));
    }),
  );
});
