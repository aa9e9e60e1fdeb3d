import { createLogger } from '@upshot/runtime/logger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { claimLane } from '@upshot/ledger/lanes/lease';
import { createEvents } from '../events.ts';
import { createSettler, type Settler } from './settler.ts';

let ledger: TestLedger;
let settlers: readonly Settler[];
const retried: unknown[] = [];

beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['i'], { concurrency: 2 });
  const events = {
    ...createEvents(createLogger('test', 'silent')),
    settlingRetried: (fault: unknown) => void retried.push(fault),
  };
  const aborting = new AbortController().signal;
  settlers = [0, 1].map(() => createSettler({ database: ledger.database, events, aborting }));
});

afterAll(async () => {
  await Promise.all(settlers.map((settler) => settler.close()));
  await ledger[Symbol.asyncDispose]();
});

it("lanes that write each other's keys crosswise never block each other", async () => {
  const writeAll = async (settler: Settler, lane: number) => {
    const lease = await claimLane(ledger.database, `i.${lane}`, 'test');
    for (let index = 0; index < 60; index++) {
      const run = await ledger.addRun(`i.${lane}`, `${lane}.${index}`);
      const [set, remove] = lane === 0 ? ['a', 'b'] : ['b', 'a'];
      const storage = {
        clear: index % 7 === 0,
        isShared: true,
        values: new Map([
          [set, '1'],
          [remove, null],
        ]),
      };
      const settlement = settlementOf(run, { storage });
      await settler.write({ kind: 'settle', lease, settlement });
    }
  };
  await Promise.all(settlers.map(writeAll));
  expect(retried).toEqual([]);
});
