/**
 * Does the work for each item, for up to `jobs` of them at once, and gives the results in the order of the items. What
 * goes wrong is thrown where its result would have come.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  jobs: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const results: Promise<Result>[] = [];
  const production = { hasEnded: false };
  let isWanted = true;
  let wake = () => {};

  async function produce(): Promise<void> {
    const running = new Set<Promise<void>>();
    for await (const item of items) {
      if (!isWanted) return;
      const result = work(item);
      const settled: Promise<void> = Promise.allSettled([result]).then(() => void running.delete(settled));
      running.add(settled);
      results.push(result);
      wake();
      if (running.size >= jobs) await Promise.race(running);
    }
  }

  const produced = produce().finally(() => {
    production.hasEnded = true;
    wake();
  });
  produced.catch(() => {}); // it is thrown in its turn
  try {
    for (let next = 0; ; next++) {
      while (next >= results.length && !production.hasEnded)
        await new Promise<void>((resolve) => (wake = resolve));
      const result = results[next];
      if (result === undefined) break;
      yield await result;
    }
    await produced;
  } finally {
    isWanted = false;
  }
}
