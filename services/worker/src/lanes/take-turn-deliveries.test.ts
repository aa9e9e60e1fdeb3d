import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AttemptResult } from '../executors/executor.ts';
import type { DeliveryResult } from '../model/delivery-result.ts';
import { success } from '../testing/executor-stand-ins.ts';
import { addLane, readOutcomes, startTurns } from '../testing/turns.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

const traits = { needsDeliveryPermit: true, pausesFailingEndpoints: true };
const failed = (kind: DeliveryResult['kind']): AttemptResult => ({
  ...success,
  outcome: 'failed',
  mustSettleFirst: true,
  delivery: { kind },
});

it('a delivery without a permit is not made, and its lane is woken later', async () => {
  const lane = await addLane(ledger, 'busy', 2);
  const deliveries = createFairSemaphore({ total: 1 });
  const { take, attempted, timers } = startTurns(ledger, { traits, tools: { deliveries } });
  const other = deliveries.tryAcquire('another project');
  await take(lane);
  expect(attempted).toEqual([]);
  expect(timers).toEqual([[lane, 500]]);
  other?.[Symbol.dispose]();
  await take(lane);
  expect(attempted).toEqual(['busy-1 1', 'busy-2 1']);
});

it('a run that is no delivery needs no permit', async () => {
  const lane = await addLane(ledger, 'script', 1);
  const { take, attempted } = startTurns(ledger, {
    tools: { deliveries: createFairSemaphore({ total: 0 }) },
  });
  await take(lane);
  expect(attempted).toEqual(['script-1 1']);
});

it('a permit is given back after each delivery, also when the attempt throws', async () => {
  const lane = await addLane(ledger, 'released', 2);
  const deliveries = createFairSemaphore({ total: 1 });
  const fault = new Error('a fault of ours');
  const failing = startTurns(ledger, { traits, tools: { deliveries }, execute: () => Promise.reject(fault) });
  await expect(failing.take(lane)).rejects.toBe(fault);
  const { take, attempted } = startTurns(ledger, { traits, tools: { deliveries } });
  await take(lane);
  expect(attempted).toEqual(['released-1 1', 'released-2 1']);
});

it('no more deliveries are made once five in a row found their receiver unavailable', async () => {
  const lane = await addLane(ledger, 'down', 7);
  const deliveries = createFairSemaphore({ total: 1 });
  const { take, attempted, timers } = startTurns(ledger, {
    traits,
    tools: { deliveries },
    execute: () => failed('unavailable'),
  });
  await take(lane);
  expect(attempted).toHaveLength(5);
  expect(timers.map(([woken]) => woken)).toEqual([lane]);
  await take(lane);
  expect(attempted).toHaveLength(5);
  expect(deliveries.tryAcquire('another project')).toBeDefined();
});

it('a turn ends when its delivery, once settled, has its integration paused', async () => {
  const lane = await addLane(ledger, 'paused', 3);
  const noted: unknown[] = [];
  const { take, attempted, woken } = startTurns(ledger, {
    traits,
    execute: ({ run }) => failed(run.id === 'paused-2' ? 'gone' : 'rejected'),
    tools: {
      endpoints: {
        async note({ id }, { kind }) {
          noted.push([id, kind, (await readOutcomes(ledger, 'paused')).length]);
          return kind === 'gone';
        },
      },
    },
  });
  await take(lane);
  expect(attempted).toEqual(['paused-1 1', 'paused-2 1']);
  expect(noted).toEqual([
    ['paused', 'rejected', 1],
    ['paused', 'gone', 2],
  ]);
  expect(woken).toEqual([]);
});

it('integrations of a type that is never paused for its receiver are not watched', async () => {
  const lane = await addLane(ledger, 'unwatched', 2);
  const { take, attempted } = startTurns(ledger, {
    traits: { ...traits, pausesFailingEndpoints: false },
    execute: () => failed('gone'),
    tools: { endpoints: { note: () => Promise.resolve(true) } },
  });
  await take(lane);
  expect(attempted).toEqual(['unwatched-1 1', 'unwatched-2 1']);
});
