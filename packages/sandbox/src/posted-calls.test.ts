import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';
import { CallBudget } from './call-budget.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { PostedCalls } from './posted-calls.ts';
import type { RunRequest } from './run-request.ts';
import { HostFault } from './sandbox.ts';

const sandbox = sandboxForTests({ maxRunning: 1 });

/** Runs a source whose storage is in the slot, on a host that keeps the same. */
async function runStored(source: string, stored: Readonly<Record<string, string>> = {}) {
  const host = new MemoryHost();
  for (const [key, json] of Object.entries(stored)) host.stored.set(key, json);
  const storage = JSON.stringify(Object.entries(stored));
  const execution = await sandbox.run(
    inputOf(`const storage = require('storage'); ${source}`, { storage }),
    host,
  );
  return { execution, host, printed: texts(execution) };
}

const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__'), fc.string({ unit: 'binary', maxLength: 3 }));
const call = fc.oneof(
  fc.record({ name: fc.constant('set'), key, value: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ name: fc.constantFrom('get', 'remove'), key }),
  fc.record({ name: fc.constant('clear') }),
);

describe('a storage that is in the slot', () => {
  test('answers as the host does, and tells the host the same writes', async () => {
    const property = fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
      const source = `for (const c of ${JSON.stringify(calls)})
        console.log(JSON.stringify(storage[c.name](...[c.key, c.value].slice(0, c.name === 'set' ? 2 : 1))))`;
      const asked = new MemoryHost();
      const askedFor = await sandbox.run(inputOf(`const storage = require('storage'); ${source}`), asked);
      const { execution, host, printed } = await runStored(source);
      expect(execution.ending).toEqual({ kind: 'succeeded' });
      expect(printed).toEqual(texts(askedFor));
      expect([...host.stored]).toEqual([...asked.stored]);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  test('reads what was stored before, and never asks the host', async () => {
    const { host, printed } = await runStored(`console.log(storage.get('n')); storage.set('n', 2)`, {
      n: '1',
    });
    expect(printed).toEqual(['1']);
    expect([...host.stored]).toEqual([['n', '2']]);
  });

  test('refuses what is over the quota, and what is more than a run may call', async () => {
    const { execution, host } = await runStored(
      `const all = 'x'.repeat(65000); for (let i = 0; i < 20; i += 1) storage.set('k' + i, all)`,
    );
    expect(execution.ending).toMatchObject({ kind: 'failed', error: { name: 'QuotaExceededError' } });
    expect(host.stored.size).toBe(16);
    const many = await runStored(
      `for (let i = 0; i <= ${DEFAULT_LIMITS.storageCalls}; i += 1) storage.get('k')`,
    );
    expect(many.execution.ending).toMatchObject({ kind: 'failed', error: { name: 'RangeError' } });
  });

  test('has told the host what was written before its slot was killed', async () => {
    const { execution, host } = await runStored(
      `storage.set('before', 1); Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`,
    );
    expect(execution.ending.kind).toBe('timed_out');
    expect([...host.stored]).toEqual([['before', '1']]);
  });

  test('ends a run with a fault of ours when the host fails, also after its end', async () => {
    const host = new MemoryHost();
    host.storageSet = () => Promise.reject(new Error('the ledger is away'));
    const running = sandbox.run(inputOf(`require('storage').set('k', 1)`, { storage: '[]' }), host);
    await expect(running).rejects.toThrow(HostFault);
  });
});

describe('the parent', () => {
  const take = (
    frame: readonly string[],
    given: { storage?: string } = { storage: '[]' },
    isWithinCall = false,
  ) => {
    const request = { input: given, host: new MemoryHost() } as unknown as RunRequest;
    const budget = new CallBudget({ ...DEFAULT_LIMITS, storageCalls: 1 });
    const posts = new PostedCalls(request, budget, { kill: () => undefined, fail: () => undefined });
    posts.take(frame, isWithinCall);
    return posts;
  };
  const set = ['storageSet', 'key', 'k', 'json', '1'];
  const fetching = [
    'fetch',
    'method',
    'GET',
    'url',
    'https://example.com',
    'headers',
    '[]',
    'redirect',
    'follow',
  ];

  test.each([
    ['without the storage', 'a posted call', () => take(set, {})],
    ['while the script waits for an answer', 'a posted call', () => take(set, { storage: '[]' }, true)],
    ['of a function that is slow', 'a posted call of fetch', () => take(fetching)],
    ['of a function that answers', 'a posted call of storageGet', () => take(['storageGet', 'key', 'k'])],
    ['of an unknown function', 'a posted call of toString', () => take(['toString'])],
    ['that is too long', 'too long', () => take(['storageSet', 'key', 'k'.repeat(513), 'json', '1'])],
    ['beyond the limit of calls', 'storage', () => take(set).take(set, false)],
    ['that was not counted', '1 posted calls instead of 0', () => take(set).expect(0)],
  ])('takes no posted call %s', (_why, message, post) => {
    expect(post).toThrow(TypeError);
    expect(post).toThrow(message);
  });
});
