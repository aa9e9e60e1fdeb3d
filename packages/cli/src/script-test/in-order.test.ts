import { expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

/** Items whose work ends when the test says so. */
function start(jobs: number, count: number, fails?: number) {
  const ends = new Map<number, () => void>();
  const started: number[] = [];
  async function* items() {
    for (let item = 0; item < count; item++) {
      if (item === fails) throw new Error(`no item ${item}`);
      yield item;
    }
  }
  const results = inOrder(items(), jobs, async (item) => {
    started.push(item);
    await new Promise<void>((resolve) => ends.set(item, resolve));
    if (item === 13) throw new Error('unlucky');
    return item;
  });
  /** Lets all that can begin do so. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { results, started, settle, end: (item: number) => ends.get(item)?.() };
}

it('works on so many items at once, and gives the results in their order', async () => {
  const { results, started, settle, end } = start(2, 4);
  const first = results.next();
  await settle();
  expect(started).toEqual([0, 1]);
  end(1);
  await settle();
  expect(started).toEqual([0, 1, 2]);
  end(2);
  await settle();
  end(3);
  await settle();
  end(0);
  expect(await first).toEqual({ done: false, value: 0 });
  const rest = [await results.next(), await results.next(), await results.next()];
  expect(rest.map(({ value }) => value)).toEqual([1, 2, 3]);
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

it('throws what went wrong after the results before it', async () => {
  const { results, settle, end } = start(3, 3, 1);
  const first = results.next();
  await settle();
  end(0);
  expect(await first).toEqual({ done: false, value: 0 });
  await expect(results.next()).rejects.toThrow('no item 1');
});

it('starts nothing more once it is left', async () => {
  const { results, started, settle, end } = start(1, 3);
  const first = results.next();
  await settle();
  end(0);
  await first;
  await results.return();
  end(1);
  await settle();
  expect(started.length).toBeLessThan(3);
});
