import * as fc from 'fast-check';
import type { StorageWrites } from '@upshot/ledger/runs/settlement';
import { describe, expect, it } from 'vitest';
import { StorageView, type RunStorage } from './storage-view.ts';

/** The storage of an integration in the ledger, and the view that a turn has of it. */
function start(stored: Readonly<Record<string, string>> = {}) {
  const ledger = new Map(Object.entries(stored));
  let reads = 0;
  const view = new StorageView(() => {
    reads += 1;
    return Promise.resolve(new Map(ledger));
  });
  return { ledger, view, countReads: () => reads };
}

/** Writes to the ledger as a settlement does: `clear` comes before the values, null removes a key. */
function settle(ledger: Map<string, string>, writes: StorageWrites | undefined): void {
  if (writes?.clear === true) ledger.clear();
  for (const [key, value] of writes?.values ?? []) {
    if (value === null) ledger.delete(key);
    else ledger.set(key, value);
  }
}

describe('a run', () => {
  it('sees what an earlier run of the turn has written, before that is settled', async () => {
    const { view, countReads } = start({ a: '1' });
    const first = view.begin();
    await first.set('b', '2');
    await first.remove('a');
    first.take();
    const second = view.begin();
    expect(await second.get('a')).toBeUndefined();
    expect(await second.get('b')).toBe('2');
    expect(countReads()).toBe(1);
  });

  it('that only reads writes nothing', async () => {
    const { view } = start({ a: '1' });
    const run = view.begin();
    await run.get('a');
    await run.remove('unknown');
    expect(run.take()).toBeUndefined();
  });

  it('does not read the ledger when it uses no storage', () => {
    const { view, countReads } = start();
    expect(view.begin().take()).toBeUndefined();
    expect(countReads()).toBe(0);
  });

  it('that clears undoes what it has set before, and keeps what it sets afterwards', async () => {
    const { view } = start({ old: '0' });
    const run = view.begin();
    await run.set('before', '1');
    await run.clear();
    await run.set('after', '2');
    expect(await run.get('before')).toBeUndefined();
    expect(await run.get('old')).toBeUndefined();
    expect(run.take()).toEqual({ clear: true, values: new Map([['after', '2']]) });
  });

  it.each<[string, (run: RunStorage) => Promise<unknown>]>([
    ['set', (run) => run.set('a', '2')],
    ['remove', (run) => run.remove('a')],
    ['clear', (run) => run.clear()],
  ])('that has ended changes nothing any more (%s)', async (_call, change) => {
    const { view } = start({ a: '1' });
    const run = view.begin();
    await run.set('mine', '1');
    const writes = run.take();
    await change(run);
    expect(writes).toEqual({ clear: false, values: new Map([['mine', '1']]) });
    const next = view.begin();
    expect(await next.get('a')).toBe('1');
    expect(await next.get('mine')).toBe('1');
  });

  it('that ends while a call waits for the ledger is not changed by that call', async () => {
    const reading = Promise.withResolvers<Map<string, string>>();
    const run = new StorageView(() => reading.promise).begin();
    const calls = [run.set('late', '1'), run.remove('a'), run.clear()];
    const writes = run.take();
    reading.resolve(new Map([['a', '1']]));
    await Promise.all(calls);
    expect(writes).toBeUndefined();
    expect(await run.get('a')).toBe('1');
    expect(await run.get('late')).toBeUndefined();
  });
});

describe('a view that is told to forget', () => {
  it('reads again, and what an unsettled run wrote is gone', async () => {
    const { ledger, view, countReads } = start({ a: '1' });
    const crashed = view.begin();
    await crashed.set('a', '2');
    await crashed.set('b', '2');
    view.forget();
    ledger.set('c', '3');
    const next = view.begin();
    expect([await next.get('a'), await next.get('b'), await next.get('c')]).toEqual(['1', undefined, '3']);
    expect(countReads()).toBe(2);
  });
});

type Call =
  | { readonly kind: 'get' | 'remove'; readonly key: string }
  | { readonly kind: 'set'; readonly key: string; readonly json: string }
  | { readonly kind: 'clear' };

const key = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string({ unit: 'binary', maxLength: 3 }));
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('get' as const), key }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), key, json: fc.json() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);
const turn = fc.array(
  fc.record({
    calls: fc.array(call, { maxLength: 8 }),
    late: fc.array(call, { maxLength: 3 }),
    isCrashed: fc.boolean(),
  }),
  { maxLength: 6 },
);

/** Makes the call in the model, which is a plain map; returns what a `get` gives. */
function callModel(model: Map<string, string>, made: Call): string | undefined {
  if (made.kind === 'get') return model.get(made.key);
  if (made.kind === 'set') model.set(made.key, made.json);
  if (made.kind === 'remove') model.delete(made.key);
  if (made.kind === 'clear') model.clear();
  return undefined;
}

async function callView(run: RunStorage, made: Call): Promise<unknown> {
  if (made.kind === 'get') return await run.get(made.key);
  if (made.kind === 'set') return await run.set(made.key, made.json);
  return await (made.kind === 'remove' ? run.remove(made.key) : run.clear());
}

/** The keys as scripts know them. */
function toPlain(ledger: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...ledger].map(([name, json]) => [JSON.parse(`"${name}"`) as string, json]));
}

it('a turn sees and settles what a plain map would hold, crashed attempts and late calls left out', async () => {
  await fc.assert(
    fc.asyncProperty(turn, async (runs) => {
      const { ledger, view } = start();
      let model = new Map<string, string>();
      for (const { calls, late, isCrashed } of runs) {
        const run = view.begin();
        const changed = new Map(model);
        for (const made of calls) expect(await callView(run, made)).toEqual(callModel(changed, made));
        const writes = run.take();
        for (const made of late) await callView(run, made);
        if (isCrashed) view.forget();
        else {
          model = changed;
          settle(ledger, writes);
        }
        expect(toPlain(ledger)).toEqual(model);
      }
    }),
  );
});

describe('the quota', () => {
  const KEYS = 1000;
  const VALUE_LENGTH = 64 * 1024;
  const TOTAL_LENGTH = 1024 * 1024;

  const refusedBecause = (message: string) => ({
    error: { name: 'QuotaExceededError', message: expect.stringContaining(message) as string },
  });

  it('admits a key of 512 characters of JSON, and no longer one', async () => {
    const run = start().view.begin();
    expect(await run.set('k'.repeat(512), '1')).toBeUndefined();
    expect(await run.set('k'.repeat(513), '1')).toEqual(refusedBecause('may have 512 characters'));
    expect(await run.set('"'.repeat(256), '1')).toBeUndefined();
    expect(await run.set('"'.repeat(257), '1')).toEqual(refusedBecause('this one has 514'));
    expect(run.take()?.values.size).toBe(2);
  });

  it('admits a value of 64 KiB, and no longer one', async () => {
    const run = start({ a: '1' }).view.begin();
    expect(await run.set('a', 'x'.repeat(VALUE_LENGTH))).toBeUndefined();
    expect(await run.set('a', 'x'.repeat(VALUE_LENGTH + 1))).toEqual(refusedBecause('this one has 65537'));
    expect((await run.get('a'))?.length).toBe(VALUE_LENGTH);
  });

  it('admits 1000 keys, and another one only when one is removed', async () => {
    const full = Object.fromEntries(Array.from({ length: KEYS }, (_, index) => [`k${index}`, '1']));
    const run = start(full).view.begin();
    expect(await run.set('one more', '1')).toEqual(refusedBecause('may have 1000 keys'));
    expect(await run.set('k0', '2')).toBeUndefined();
    await run.remove('k1');
    expect(await run.set('one more', '1')).toBeUndefined();
    expect(await run.set('two more', '1')).toEqual(refusedBecause('may have 1000 keys'));
  });

  it('admits a mebibyte in total, keys included, and counts a value that is replaced once', async () => {
    const names = Array.from({ length: 16 }, (_, index) => `k${index.toString(16)}`);
    const value = 'x'.repeat(TOTAL_LENGTH / names.length - 2);
    const run = start().view.begin();
    for (const name of names) expect(await run.set(name, value)).toBeUndefined();
    expect(await run.set('k0', value)).toBeUndefined();
    expect(await run.set('k0', `${value}x`)).toEqual(refusedBecause('1048576 characters in all'));
    expect(await run.set('y', '')).toEqual(refusedBecause('1048576 characters in all'));
  });

  it('leaves everything as it was when it refuses a write', async () => {
    const run = start({ a: '1' }).view.begin();
    await run.set('a', 'x'.repeat(VALUE_LENGTH + 1));
    expect(await run.get('a')).toBe('1');
    expect(run.take()).toBeUndefined();
  });
});
