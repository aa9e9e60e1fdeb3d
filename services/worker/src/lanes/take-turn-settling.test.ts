import { setImmediate as nextTask } from 'node:timers/promises';
import { claimLane } from '@upshot/ledger/lanes/lease';
import type { Written } from '@upshot/ledger/runs/operation';
import { countStatements } from '@upshot/testing/counting-proxy';
import { connectForTest } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSettler } from '../runs/settler.ts';
import { success } from '../testing/executor-stand-ins.ts';
import { recordEvents } from '../testing/recorded-events.ts';
import { addLane, readOutcomes, startTurns } from '../testing/turns.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** A settler that writes nothing, and answers when told. */
function holdSettlements(isFull = false) {
  let held: ((written: Written) => void)[] = [];
  const settler = {
    write: () => new Promise<Written>((resolve) => held.push(resolve)),
    isFull,
    expect: () => ({ [Symbol.dispose]: () => undefined }),
    close: () => Promise.resolve(),
  };
  const answer = (written: Written) => {
    for (const resolve of held) resolve(written);
    held = [];
  };
  return { settler, answer };
}

/** Waits for so many attempts, and until the turn waits for its settlements: it needs no I/O between two attempts. */
async function expectWaitAfter(attempts: number, attempted: readonly string[]): Promise<void> {
  await eventually(() => expect(attempted.length).toBeGreaterThanOrEqual(attempts));
  await nextTask();
  expect(attempted).toHaveLength(attempts);
}

describe('the next run begins', () => {
  it('before the last settlement is durable, when nothing was seen outside; 32 are open at most', async () => {
    const lane = await addLane(ledger, 'open', 34);
    const { settler, answer } = holdSettlements();
    const { take, attempted } = startTurns(ledger, { tools: { settler } });
    const turn = take(lane);
    await expectWaitAfter(32, attempted);
    answer('written');
    await expectWaitAfter(34, attempted);
    answer('fenced');
    await turn;
  });

  it.each([
    ['what the last one did must be settled first', true, false],
    ['so much waits to be written that the settler is full', false, true],
  ])('after the settlement is durable, when %s', async (_why, mustSettleFirst, isFull) => {
    const lane = await addLane(ledger, `closed-${isFull}`, 2);
    const { settler, answer } = holdSettlements(isFull);
    const { take, attempted } = startTurns(ledger, {
      tools: { settler },
      execute: () => ({ ...success, mustSettleFirst }),
    });
    const turn = take(lane);
    await expectWaitAfter(1, attempted);
    answer('written');
    await expectWaitAfter(2, attempted);
    answer('fenced');
    await turn;
  });
});

describe('a turn whose lane another worker has claimed', () => {
  it.each([true, false])(
    'ends with the first settlement, and writes nothing (waited for: %s)',
    async (waits) => {
      const id = `lost-${waits}`;
      const lane = await addLane(ledger, id, 2);
      const { take, attempted, reported, woken } = startTurns(ledger, {
        tools: { turnMs: 0 },
        execute: async () => {
          await claimLane(ledger.database, lane, 'another worker');
          return { ...success, mustSettleFirst: waits };
        },
      });
      await take(lane);
      expect(attempted).toEqual([`${id}-1 1`]);
      expect(reported).toEqual([['laneFenced', lane]]);
      expect(await readOutcomes(ledger, id)).toEqual([]);
      expect(woken).toEqual([]);
    },
  );

  it('ends before its run reaches outside', async () => {
    const lane = await addLane(ledger, 'begin', 2);
    const effects: string[] = [];
    const { take, attempted, reported } = startTurns(ledger, {
      execute: async ({ begin }) => {
        await claimLane(ledger.database, lane, 'another worker');
        await begin();
        effects.push('a request');
        return success;
      },
    });
    await take(lane);
    expect([attempted, effects]).toEqual([['begin-1 1'], []]);
    expect(reported).toEqual([['laneFenced', lane]]);
  });

  it('leaves its runs to that worker', async () => {
    const lane = await addLane(ledger, 'next', 2);
    const first = startTurns(ledger, {
      execute: async () => {
        await claimLane(ledger.database, lane, 'another worker');
        return success;
      },
    });
    await first.take(lane);
    await startTurns(ledger).take(lane);
    expect(await readOutcomes(ledger, 'next')).toEqual(['next-1 1 succeeded', 'next-2 1 succeeded']);
  });
});

it('settles the runs of a lane that end together by few statements', async () => {
  const lane = await addLane(ledger, 'gathers', 20);
  await using counted = await countStatements(ledger.url);
  await using database = connectForTest(counted.url);
  const { events } = recordEvents();
  const settler = createSettler({ database, events, aborting: new AbortController().signal });
  await startTurns(ledger, { tools: { settler } }).take(lane);
  const settled = counted.asked.filter((text) => text.includes('prepared: settle')).length;
  expect(counted.asked).toHaveLength(settled);
  expect(settled).toBeLessThanOrEqual(4);
});
