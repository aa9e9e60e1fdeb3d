import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AttemptResult } from '../executors/executor.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createLaneSharing } from './sharing.ts';
import { success } from '../testing/executor-stand-ins.ts';
import { addLane, readOutcomes, startTurns } from '../testing/turns.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** No second token comes while a test runs. */
const rate = { maxPerSecond: 0.0001, burst: 2 };
const traits = { needsDeliveryPermit: true };
const failed: AttemptResult = { ...success, outcome: 'failed', mustSettleFirst: true };

async function epochOf(lane: string): Promise<string | undefined> {
  const row = await ledger.database
    .selectFrom('lanes')
    .select('epoch')
    .where('id', '=', lane)
    .executeTakeFirst();
  return row?.epoch;
}

it('a lane makes as many attempts as there are tokens, in order, and is woken when the next is there', async () => {
  const lane = await addLane(ledger, 'limited', 4);
  const { take, attempted, timers, woken } = startTurns(ledger, { rate });
  await take(lane);
  expect(attempted).toEqual(['limited-1 1', 'limited-2 1']);
  expect(await readOutcomes(ledger, 'limited')).toEqual(['limited-1 1 succeeded', 'limited-2 1 succeeded']);
  expect(timers).toEqual([[lane, 60_000]]);
  expect(woken).toEqual([]);
});

it('a lane that waits holds neither its place nor a delivery permit, and is not claimed when it is woken', async () => {
  const lane = await addLane(ledger, 'held', 3);
  const deliveries = createFairSemaphore({ total: 1 });
  const sharing = createLaneSharing({ lanes: 1, wake: () => Promise.resolve() });
  const { take, attempted } = startTurns(ledger, { rate, traits, tools: { deliveries, sharing } });
  await take(lane);
  expect(attempted).toEqual(['held-1 1', 'held-2 1']);
  expect(sharing.lanes()).toEqual({ active: [], parked: [] });
  using delivery = deliveries.tryAcquire('another project');
  expect(delivery).toBeDefined();
  const epoch = await epochOf(lane);
  for (let time = 0; time < 5; time++) await take(lane);
  expect(await epochOf(lane)).toBe(epoch);
});

it('another worker finds no token either', async () => {
  const lane = await addLane(ledger, 'shared', 3);
  const first = startTurns(ledger, { rate });
  await first.take(lane);
  const second = startTurns(ledger, { rate });
  await second.take(lane);
  expect(second.attempted).toEqual([]);
  expect(second.timers.map(([woken]) => woken)).toEqual([lane]);
});

it('a retry takes a token, too', async () => {
  const lane = await addLane(ledger, 'retried', 2);
  const { take, attempted } = startTurns(ledger, {
    rate,
    execute: ({ number }) => (number === 1 ? { ...failed, retryAfterMs: 0 } : success),
  });
  await take(lane);
  expect(attempted).toEqual(['retried-1 1', 'retried-1 2']);
});

it('an attempt that is not made takes no token', async () => {
  const lane = await addLane(ledger, 'unmade', 2);
  const deliveries = createFairSemaphore({ total: 1 });
  const { take, attempted } = startTurns(ledger, { rate, traits, tools: { deliveries } });
  const other = deliveries.tryAcquire('another project');
  for (let time = 0; time < 3; time++) await take(lane);
  other?.[Symbol.dispose]();
  await take(lane);
  expect(attempted).toEqual(['unmade-1 1', 'unmade-2 1']);
});

it('a run that is cancelled needs no token', async () => {
  const lane = await addLane(ledger, 'expired', 3);
  await ledger.database
    .deleteFrom('activities')
    .where('id', 'in', ['expired-1', 'expired-2', 'expired-3'])
    .execute();
  const { take } = startTurns(ledger, { rate });
  await take(lane);
  expect(await readOutcomes(ledger, 'expired')).toEqual([
    'expired-1 1 cancelled',
    'expired-2 1 cancelled',
    'expired-3 1 cancelled',
  ]);
});

it('a lane without a token leaves the probe of a half-open circuit to another', async () => {
  const lane = await addLane(ledger, 'probe', 8);
  let now = 0;
  const breaker = createCircuitBreaker({
    wakeTimer: { set: () => undefined },
    onOpened: () => undefined,
    onClosed: () => undefined,
    now: () => now,
    random: () => 0,
  });
  const { take, attempted } = startTurns(ledger, {
    rate: { maxPerSecond: 0.0001, burst: 5 },
    traits,
    tools: { breaker },
    execute: () => ({ ...failed, delivery: { kind: 'unavailable' } }),
  });
  await take(lane);
  expect(attempted).toHaveLength(5);
  now += 1001;
  const other = startTurns(ledger, { rate: { maxPerSecond: 0.0001, burst: 5 }, traits, tools: { breaker } });
  await other.take(lane);
  expect(other.attempted).toEqual([]);
  expect(breaker.acquirePermit(lane, 'probe')).toBeDefined();
});
