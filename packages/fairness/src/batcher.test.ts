import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.ts';

/** A batcher whose batches are noted, and wait for `open` to be resolved. */
function noting(more: Partial<ConstructorParameters<typeof Batcher<number, number>>[0]> = {}) {
  const batches: number[][] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const batcher = new Batcher<number, number>({
    flush: async (items) => {
      batches.push([...items]);
      await opened;
      return items.map((item) => item * 10);
    },
    maxItems: 100,
    ...more,
  });
  return { batcher, batches, open };
}

describe('the batcher', () => {
  it('takes as many items as may weigh together, and one in any case', async () => {
    const { batcher, batches, open } = noting({ maxWeight: 10, weigh: (item) => item });
    open();
    expect(await Promise.all([50, 4, 6, 1].map((item) => batcher.add(item)))).toEqual([500, 40, 60, 10]);
    expect(batches).toEqual([[50], [4, 6], [1]]);
  });

  it('takes from every owner in turn, from each in order, and may take less when several wait', async () => {
    const { batcher, batches, open } = noting({
      ownerOf: (item) => (item < 100 ? 'busy' : 'quiet'),
      weigh: () => 1,
      maxWeight: (owners) => (owners === 1 ? 4 : 3),
    });
    open();
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 101, 102].map((item) => batcher.add(item)));
    expect(batches).toEqual([
      [1, 101, 2],
      [3, 102, 4],
      [5, 6, 7],
    ]);
  });

  it('forgets an item that was withdrawn while it waited, and keeps one whose batch is under way', async () => {
    const { batcher, batches, open } = noting({ maxItems: 1 });
    const first = batcher.submit(1);
    const second = batcher.submit(2);
    await new Promise(setImmediate);
    expect([first.withdraw(), second.withdraw(), second.withdraw()]).toEqual([false, true, false]);
    expect(batcher.backlog).toBe(0);
    await expect(second.result).rejects.toThrow('withdrawn');
    open();
    expect(await first.result).toBe(10);
    await batcher.idle();
    expect(batches).toEqual([[1]]);
  });

  it('tries the halves of a batch that was too much', async () => {
    const batches: (readonly number[])[] = [];
    const batcher = new Batcher<number, number>({
      flush: (items) => {
        batches.push(items);
        return items.length > 1 && items.includes(3)
          ? Promise.reject(new Error('much'))
          : Promise.resolve(items);
      },
      maxItems: 100,
      isTooMuch: (cause) => cause instanceof Error && cause.message === 'much',
    });
    expect(await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)))).toEqual([1, 2, 3, 4]);
    expect(batches).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]]);
  });
});
