import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { claimLane, type LaneLease } from '../lanes/lease.ts';
import { LedgerModel } from '../testing/ledger-model.ts';
import { readContents } from '../testing/read-contents.ts';
import type { DueRun } from './due-run.ts';
import type { Operation } from './operation.ts';
import { writeOperations } from './write-operations.ts';

const lanes = ['a.0', 'a.1', 'b.0'] as const;
const runsPerLane = 2;

const storageWrites = fc.record({
  clear: fc.boolean(),
  isShared: fc.boolean(),
  values: fc
    .dictionary(fc.constantFrom('k', 'l', 'm'), fc.option(fc.constantFrom('1', '2', '3')))
    .map((values) => new Map(Object.entries(values))),
});

const write = fc.record({
  run: fc.nat(lanes.length * runsPerLane - 1),
  kind: fc.constantFrom('begin' as const, 'settle' as const),
  /** By a worker that has lost the lane. */
  isStale: fc.boolean(),
  retryAfterMs: fc.constantFrom(undefined, 0, 3_600_000),
  interruptions: fc.constantFrom(undefined, 1, 2, 3),
  storage: fc.option(storageWrites, { nil: undefined }),
});

const batch = fc.record({
  kind: fc.constant('batch' as const),
  writes: fc.uniqueArray(write, {
    minLength: 1,
    maxLength: 8,
    selector: (item) => `${item.kind} ${item.run}`,
  }),
  /** As after a commit whose answer was lost. */
  isRepeated: fc.boolean(),
});
const claim = fc.record({ kind: fc.constant('claim' as const), lane: fc.constantFrom(...lanes) });
const pause = fc.record({
  kind: fc.constant('pause' as const),
  integration: fc.constantFrom('a', 'b'),
  isPaused: fc.boolean(),
});
const steps = fc.array(fc.oneof({ weight: 6, arbitrary: batch }, claim, pause), {
  minLength: 1,
  maxLength: 12,
});

type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;

/** The ledger of one sequence of steps, with the model of it. */
interface World {
  readonly runs: readonly DueRun[];
  readonly model: LedgerModel;
  /** Of each lane the current lease and the one before. */
  readonly leases: Map<string, { readonly current: LaneLease; readonly stale: LaneLease }>;
}

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['a', 'b']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

test('whatever is written in whichever batches, the ledger is what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const world = await createWorld();
      for (const step of sequence) {
        await carryOut(world, step);
        expect(await readContents(ledger.database)).toEqual(world.model.contents());
      }
    }),
    { numRuns: 60 },
  );
});

async function createWorld(): Promise<World> {
  const { database } = ledger;
  for (const table of ['pending_runs', 'activities', 'activity_log', 'storage', 'lanes'] as const)
    await database.deleteFrom(table).execute();
  await database.updateTable('integrations').set({ paused_at: null, paused_by: null }).execute();
  const runs: DueRun[] = [];
  for (const lane of lanes)
    for (let index = 0; index < runsPerLane; index++)
      runs.push(await ledger.addRun(lane, `${lane} ${index}`));
  // The log names a run by its id: here the same as its key in the pending table.
  const named = runs.map((run) => ({ ...run, id: run.seq }));
  const model = new LedgerModel(runs.map(({ seq, id }) => ({ seq, lane: id.split(' ')[0] ?? '' })));
  const world: World = { runs: named, model, leases: new Map() };
  for (const lane of lanes) await claimIn(world, lane);
  return world;
}

async function carryOut(world: World, step: Step): Promise<void> {
  if (step.kind === 'claim') return await claimIn(world, step.lane);
  if (step.kind === 'pause') return await pauseIn(world, step);
  const operations = step.writes.map((item) => toOperation(world, item));
  const expected = world.model.write(operations);
  for (let time = 0; time < (step.isRepeated ? 2 : 1); time++)
    expect(await writeOperations(ledger.database, operations)).toEqual(expected);
}

async function claimIn({ model, leases }: World, lane: string): Promise<void> {
  const stale = leases.get(lane)?.current ?? { lane, fencingToken: '0' };
  const current = await claimLane(ledger.database, lane, 'test');
  expect(Number(current.fencingToken)).toBeGreaterThan(Number(stale.fencingToken));
  leases.set(lane, { current, stale });
  model.claimed(lane, current.fencingToken);
}

async function pauseIn(
  { model }: World,
  { integration, isPaused }: { readonly integration: string; readonly isPaused: boolean },
): Promise<void> {
  await ledger.database
    .updateTable('integrations')
    .set(isPaused ? { paused_at: new Date(), paused_by: 'test' } : { paused_at: null, paused_by: null })
    .where('id', '=', integration)
    .execute();
  model.paused(integration, isPaused);
}

function toOperation(
  { runs, model, leases }: World,
  { run: index, kind, isStale, ...ending }: Write,
): Operation {
  const run = runs[index];
  const lane = lanes[Math.floor(index / runsPerLane)];
  const held = lane === undefined ? undefined : leases.get(lane);
  if (run === undefined || held === undefined) throw new Error('every run and every lane is known');
  const lease = isStale ? held.stale : held.current;
  const attempt = model.attemptOf(run.seq);
  return kind === 'begin'
    ? { kind, lease, seq: run.seq, attempt, worker: 'test' }
    : { kind, lease, settlement: settlementOf(run, { attempt, ...ending }) };
}
