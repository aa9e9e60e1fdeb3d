import { HostFault } from '@upshot/sandbox/sandbox';
import { describe, expect, it } from 'vitest';
import type { AttemptResult } from '../executors/executor.ts';
import { lease, made, settlementsOf, startAttempting } from '../testing/attempting.ts';
import { dueRun } from '../testing/attempts.ts';
import { success, type Execute } from '../testing/executor-stand-ins.ts';

describe('an attempt', () => {
  it('is settled under its lease, with its number and its worker', async () => {
    const { attempt, operations, attempts } = startAttempting();
    const run = dueRun({ attempt: 4 });
    const attempted = made(await attempt(run));
    expect(await attempted.settled).toBe('written');
    expect(attempted).toMatchObject({ mustSettleFirst: false, retryAfterMs: undefined });
    expect(attempts.map(({ number }) => number)).toEqual([5]);
    expect(operations).toMatchObject([
      {
        kind: 'settle',
        lease,
        settlement: { run, attempt: 5, outcome: 'succeeded', integrationType: 'script', worker: 'w' },
      },
    ]);
    expect(settlementsOf(operations)[0]).not.toHaveProperty('mustSettleFirst');
  });

  it('hands over what its executor says of the delivery and the next attempt', async () => {
    const delivery = { kind: 'unavailable' } as const;
    const failed: AttemptResult = {
      ...success,
      outcome: 'failed',
      mustSettleFirst: true,
      retryAfterMs: 5000,
      delivery,
    };
    const { attempt, operations } = startAttempting({ execute: () => failed });
    expect(await attempt()).toMatchObject({ mustSettleFirst: true, retryAfterMs: 5000, delivery });
    expect(settlementsOf(operations)).toMatchObject([{ outcome: 'failed', retryAfterMs: 5000 }]);
    expect(settlementsOf(operations)[0]).not.toHaveProperty('delivery');
  });

  it('has its beginning written once, however often it reaches outside', async () => {
    const execute: Execute = async ({ begin }) => {
      await Promise.all([begin(), begin()]);
      await begin();
      return success;
    };
    const { attempt, operations } = startAttempting({ execute });
    await attempt(dueRun({ seq: '9', attempt: 1 }));
    expect(operations).toMatchObject([
      { kind: 'begin', lease, seq: '9', attempt: 2, worker: 'w' },
      { kind: 'settle' },
    ]);
  });

  it.each<[string, Execute]>([
    [
      'directly',
      async ({ begin }) => {
        await begin();
        return success;
      },
    ],
    [
      'by a host function',
      async ({ begin }) => {
        await begin().catch((cause: unknown) => {
          throw new HostFault('fetch', cause);
        });
        return success;
      },
    ],
  ])(
    'that learns that another worker has claimed the lane is given up, and not settled (%s)',
    async (_how, execute) => {
      const { attempt, operations } = startAttempting({ execute, write: () => 'fenced' });
      expect(await attempt()).toBe('fenced');
      expect(settlementsOf(operations)).toEqual([]);
    },
  );

  it('tells when its settlement was refused', async () => {
    const { attempt } = startAttempting({ write: () => 'fenced' });
    expect(await made(await attempt()).settled).toBe('fenced');
  });

  it('that a shutdown aborts is not settled', async () => {
    const { attempt, operations } = startAttempting({ execute: () => 'aborted' });
    expect(await attempt()).toBe('aborted');
    expect(operations).toEqual([]);
  });

  it.each([new Error('the disk is full'), new HostFault('storageGet', new Error('the ledger is away'))])(
    'that fails by a fault of ours is not settled: %s',
    async (fault) => {
      const { attempt, operations } = startAttempting({ execute: () => Promise.reject(fault) });
      await expect(attempt()).rejects.toBe(fault);
      expect(operations).toEqual([]);
    },
  );

  it.each<[string, (worker: ReturnType<typeof startAttempting>) => Promise<unknown>]>([
    ['its integration was deleted', (worker) => worker.attemptWithout(dueRun())],
    ['its activity has expired', (worker) => worker.attempt({ ...dueRun(), body: undefined })],
  ])('is not made when %s: the run is cancelled', async (message, attempt) => {
    const worker = startAttempting();
    const { operations, attempts } = worker;
    const attempted = await attempt(worker);
    expect(attempted).toMatchObject({ mustSettleFirst: false, retryAfterMs: undefined });
    expect(settlementsOf(operations)).toMatchObject([
      { outcome: 'cancelled', error: { name: 'Cancelled', message } },
    ]);
    expect(attempts).toEqual([]);
  });
});
