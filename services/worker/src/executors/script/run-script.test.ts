import type { Ending } from '@upshot/sandbox/sandbox';
import { describe, expect, it } from 'vitest';
import { runScripted, script } from '../../testing/run-scripted.ts';
import type { Behaviour } from '../../testing/scripted-sandbox.ts';
import { StorageView } from './storage-view.ts';

const succeeded: Ending = { kind: 'succeeded' };

describe('the outcome of a script', () => {
  it.each<[string, Ending, object]>([
    ['succeeded', succeeded, { outcome: 'succeeded', error: undefined }],
    [
      'failed',
      { kind: 'failed', error: { name: 'RangeError', message: 'no', stack: 'at 3:7', line: 3, column: 7 } },
      {
        outcome: 'failed',
        error: { name: 'RangeError', message: 'no', stack: 'at 3:7', line: 3, column: 7 },
      },
    ],
    [
      'timed out by the clock',
      { kind: 'timed_out', limit: 'wall', limitMs: 50 },
      {
        outcome: 'timed_out',
        error: { name: 'TimeoutError', message: 'the script used up its 50 ms of wall-clock time' },
      },
    ],
    [
      'timed out by its processor time',
      {
        kind: 'timed_out',
        limit: 'cpu',
        limitMs: 40,
        error: { name: 'Error', message: 'interrupted', stack: 'at 9:1', line: 9, column: 1 },
      },
      {
        outcome: 'timed_out',
        error: {
          name: 'TimeoutError',
          message: 'the script used up its 40 ms of processor time',
          stack: 'at 9:1',
          line: 9,
          column: 1,
        },
      },
    ],
    [
      'out of memory',
      { kind: 'out_of_memory', limitMb: 64 },
      {
        outcome: 'out_of_memory',
        error: { name: 'MemoryError', message: 'the script used up its 64 MB of memory' },
      },
    ],
    [
      'crashed',
      { kind: 'crashed', reason: 'the slot died' },
      { outcome: 'crashed', error: { name: 'CrashError', message: 'the slot died' } },
    ],
  ])('is told from how it ended: %s', async (_what, ending, expected) => {
    const { result } = await runScripted(() => ending);
    expect(result).toMatchObject({ ...expected, scriptVersion: 3, mustSettleFirst: false });
    expect(result).toMatchObject({ durationMs: 12.5, cpuMs: 3.5, fetches: 2, omittedBytes: 7 });
    expect(result).not.toHaveProperty('retryAfterMs');
  });

  it('is none when the worker has aborted it, whatever it had stored', async () => {
    const { result } = await runScripted(async (host) => {
      await host.storageSet('a', '1');
      return { kind: 'aborted' };
    });
    expect(result).toBe('aborted');
  });

  it('holds no secret: neither in its output nor in its error', async () => {
    const error = { name: 's3cret-value', message: 'bad s3cret-value', stack: 'Error: s3cret-value' };
    const lines = ['the key is s3cret-value', Buffer.from('s3cret-value').toString('base64'), 'plain'];
    const { result } = await runScripted(() => ({ kind: 'failed', error }), { lines });
    expect(result).toMatchObject({
      error: { name: '******', message: 'bad ******', stack: 'Error: ******' },
      output: [
        { at_ms: 0, level: 'log', text: 'the key is ******' },
        { at_ms: 1, level: 'log', text: '******' },
        { at_ms: 2, level: 'log', text: 'plain' },
      ],
    });
  });
});

describe('the storage of a script', () => {
  it('is handed over with the outcome, and does not hold up the lane', async () => {
    const { result, done } = await runScripted(async (host) => {
      await host.storageSet('a', '1');
      await host.storageClear();
      await host.storageSet('b', '2');
      await host.storageRemove('b');
      await host.storageSet('c', '3');
      return succeeded;
    });
    expect(result).toMatchObject({ storage: { clear: true }, mustSettleFirst: false });
    expect(result).toHaveProperty(
      'storage.values',
      new Map([
        ['b', null],
        ['c', '3'],
      ]),
    );
    expect(done).toEqual([]);
  });

  it('does not count what is set after its end', async () => {
    const late = Promise.withResolvers<() => Promise<unknown>>();
    const { result } = await runScripted(async (host) => {
      await host.storageSet('a', '1');
      late.resolve(() => host.storageSet('a', '2'));
      return succeeded;
    });
    await (
      await late.promise
    )();
    expect(result).toHaveProperty('storage.values', new Map([['a', '1']]));
  });

  it.each([
    { concurrency: 1, reads: 1, seen: '1', mustSettleFirst: false },
    { concurrency: 2, reads: 2, seen: '2', mustSettleFirst: true },
  ])(
    'is read again where other lanes write, too: %o',
    async ({ concurrency, reads, seen, mustSettleFirst }) => {
      let value = 0;
      const storage = new StorageView(() => Promise.resolve(new Map([['a', String(++value)]])));
      const integration = { ...script, concurrency };
      const values: unknown[] = [];
      const readOnly: Behaviour = async (host) => {
        values.push(await host.storageGet('a'));
        return succeeded;
      };
      const first = await runScripted(readOnly, { attempt: { integration, storage } });
      expect(first.result).toMatchObject({ storage: undefined, mustSettleFirst: false });
      await runScripted(readOnly, { attempt: { integration, storage } });
      expect([value, ...values]).toEqual([reads, '1', seen]);
      const writing = await runScripted(
        async (host) => {
          await host.storageSet('a', '9');
          return succeeded;
        },
        { attempt: { integration, storage } },
      );
      expect(writing.result).toMatchObject({ mustSettleFirst });
    },
  );
});
