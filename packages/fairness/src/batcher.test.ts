import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.ts';

/** A batcher that records its batches; they wait for `open()`. */
function recording(more: Partial<ConstructorParameters<typeof Batcher<number, number>>[0]> = {}) {
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
  it('fills a batch up to its weight, and takes one item in any case', async () => {
    const { batcher, batches, open } = recording({ maxWeight: 10, weigh: (item) => item });
    open();
    expect(await Promise.all([50, 4, 6, 1].map((item) => batcher.add(item)))).toEqual([500, 40, 60, 10]);
    expect(batches).toEqual([[50], [4, 6], [1]]);
  });

  it('takes items of all tenants in turn, and lighter batches when several tenants wait', async () => {
    const { batcher, batches, open } = recording({
      tenantOf: (item) => (item < 100 ? 'busy' : 'quiet'),
      weigh: () => 1,
      maxWeight: (tenants) => (tenants === 1 ? 4 : 3),
    });
    open();
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 101, 102].map((item) => batcher.add(item)));
    expect(batches).toEqual([
      [1, 101, 2],
      [3, 102, 4],
      [5, 6, 7],
    ]);
  });

  it('withdraws an item that waits, and not one whose batch has begun', async () => {
    const { batcher, batches, open } = recording({ maxItems: 1 });
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

  it('rejects each item of a batch that fails, and goes on with the next batch', async () => {
    const fault = new Error('once');
    const batcher = new Batcher<number, number>({
      flush: (items) => (items.includes(1) ? Promise.reject(fault) : Promise.resolve(items)),
      maxItems: 2,
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    expect(results).toEqual([
      { status: 'rejected', reason: fault },
      { status: 'rejected', reason: fault },
      { status: 'fulfilled', value: 3 },
    ]);
  });

  it('splits a batch that is too large', async () => {
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
