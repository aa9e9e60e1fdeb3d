import type { Database } from '@upshot/ledger/connect';
import { createLogger } from '@upshot/runtime/logger';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectForTest } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { claimLane, type LaneLease } from '@upshot/ledger/lanes/lease';
import { readDueRuns } from '@upshot/ledger/runs/due';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import { createEvents } from '../events.ts';
import { createSettler, type Settler } from './settler.ts';
import { writeOperations } from '@upshot/ledger/runs/write-operations';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';

let ledger: TestLedger;
let database: Database;
let settler: Settler;

beforeAll(async () => {
  ledger = await createTestLedger();
  ({ database } = ledger);
  await ledger.addIntegrations(['one', 'two', 'hook']);
  const aborting = new AbortController().signal;
  settler = createSettler({ database, events: createEvents(createLogger('test', 'silent')), aborting });
});

afterAll(async () => {
  await settler.close();
  await ledger[Symbol.asyncDispose]();
});

let counter = 0;

async function addRuns(integration: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await ledger.addRun(`${integration}.0`, `r${++counter}`);
}

async function claim(
  integration: string,
  by = database,
): Promise<{ lease: LaneLease; runs: readonly DueRun[] }> {
  const lease = await claimLane(by, `${integration}.0`, 'test');
  return {
    lease,
    runs: await readDueRuns(by, lease.lane, { runs: 50, bytes: 1_000_000, longestRetryMs: LONGEST_RETRY_MS }),
  };
}

function entriesOf(run: DueRun | undefined) {
  return database
    .selectFrom('activity_log')
    .selectAll()
    .where('run_id', '=', run?.id ?? '')
    .orderBy('attempt')
    .execute();
}

describe('settling', () => {
  it('logs the outcome, writes the storage and takes the run away, together', async () => {
    await addRuns('one', 2);
    const { lease, runs } = await claim('one');
    const [first, second] = runs;
    if (first === undefined || second === undefined) throw new Error('two runs were added');
    const output = [{ at_ms: 3, level: 'log' as const, text: 'NUL \0 and a lone \ud800' }];
    const storage = {
      clear: false,
      values: new Map([
        ['counter', '1'],
        ['gone', null],
      ]),
    };
    const written = await Promise.all([
      settler.write({ kind: 'settle', lease, settlement: settlementOf(first, { output, storage }) }),
      settler.write({
        kind: 'settle',
        lease,
        settlement: settlementOf(second, { storage: { clear: false, values: new Map([['counter', '2']]) } }),
      }),
    ]);
    expect(written).toEqual(['written', 'written']);
    expect(await entriesOf(first)).toMatchObject([
      {
        attempt: 1,
        is_final: true,
        outcome: 'succeeded',
        output: 'NUL \uFFFD and a lone \uFFFD',
        output_index: [[3, 'log', 18]],
      },
    ]);
    const kept = await database
      .selectFrom('storage')
      .select(['key', 'value'])
      .where('integration_id', '=', 'one')
      .execute();
    expect(kept).toEqual([{ key: 'counter', value: '2' }]);
    expect((await claim('one')).runs).toEqual([]);
  });

  it('plans a statement that runs all the time no more than a few times', async () => {
    await using single = connectForTest(ledger.url, { maxConnections: 1 });
    const storage = { clear: false, values: new Map([['counter', '1']]), isShared: true };
    await addRuns('one', 10);
    for (const { seq } of (await claim('one', single)).runs) {
      const { lease, runs } = await claim('one', single);
      const run = runs.find((item) => item.seq === seq);
      if (run === undefined) throw new Error('the run is still due');
      await writeOperations(single, [{ kind: 'begin', lease, seq, attempt: 1, worker: 'test' }]);
      await writeOperations(single, [{ kind: 'settle', lease, settlement: settlementOf(run, { storage }) }]);
    }
    const { rows } = await sql<{ name: string; planned: number }>`
      select name, custom_plans::int as planned from pg_prepared_statements order by name`.execute(single);
    expect(rows.map(({ name }) => name)).toEqual(['begin', 'claim', 'due runs', 'lock storage', 'settle']);
    expect(rows.filter(({ planned }) => planned > 5)).toEqual([]);
  });

  it('refuses a worker that has lost the lane, and writes nothing of it', async () => {
    await addRuns('two', 1);
    const old = await claim('two');
    const current = await claim('two');
    const [run] = old.runs;
    if (run === undefined) throw new Error('a run was added');
    const storage = { clear: true, values: new Map([['counter', '99']]) };
    const late = settler.write({
      kind: 'settle',
      lease: old.lease,
      settlement: settlementOf(run, { storage }),
    });
    const begun = settler.write({
      kind: 'begin',
      lease: old.lease,
      seq: run.seq,
      attempt: 1,
      worker: 'test',
    });
    expect(await Promise.all([late, begun])).toEqual(['fenced', 'fenced']);
    expect(await entriesOf(run)).toEqual([]);
    expect(
      await database.selectFrom('storage').selectAll().where('integration_id', '=', 'two').execute(),
    ).toEqual([]);
    expect(await settler.write({ kind: 'settle', lease: current.lease, settlement: settlementOf(run) })).toBe(
      'written',
    );
    expect(await entriesOf(run)).toHaveLength(1);
  });

  it('has one final outcome for a run, also when it is settled twice', async () => {
    await addRuns('one', 1);
    const { lease, runs } = await claim('one');
    const [run] = runs;
    if (run === undefined) throw new Error('a run was added');
    await settler.write({ kind: 'settle', lease, settlement: settlementOf(run) });
    await settler.write({ kind: 'settle', lease, settlement: settlementOf(run) });
    expect(await entriesOf(run)).toHaveLength(1);
  });

  it.each(['begun', 'not begun'])(
    'logs an attempt that is not the last once, also when its commit was not heard of (%s)',
    async (how) => {
      await addRuns('one', 1);
      const { lease, runs } = await claim('one');
      const [run] = runs;
      if (run === undefined) throw new Error('a run was added');
      if (how === 'begun') {
        await settler.write({ kind: 'begin', lease, seq: run.seq, attempt: 1, worker: 'test' });
      }
      const settlement = settlementOf(run, { outcome: 'crashed', retryAfterMs: 0, interruptions: 1 });
      expect(await settler.write({ kind: 'settle', lease, settlement })).toBe('written');
      expect(await settler.write({ kind: 'settle', lease, settlement })).toBe('written');
      expect(await entriesOf(run)).toHaveLength(1);
      const again = { ...settlement, attempt: 2 };
      expect(await settler.write({ kind: 'settle', lease, settlement: again })).toBe('written');
      expect((await entriesOf(run)).map(({ attempt }) => attempt)).toEqual([1, 2]);
      await settler.write({ kind: 'settle', lease, settlement: settlementOf(run, { attempt: 3 }) });
    },
  );

  it('shows the next claim that an attempt began and never ended', async () => {
    await addRuns('one', 1);
    const { lease, runs } = await claim('one');
    const [run] = runs;
    if (run === undefined) throw new Error('a run was added');
    await settler.write({ kind: 'begin', lease, seq: run.seq, attempt: 1, worker: 'test' });
    const next = await claim('one');
    expect(next.runs).toMatchObject([{ id: run.id, attempt: 1, wasInterrupted: true }]);
    const interruption = settlementOf(run, {
      outcome: 'interrupted',
      attempt: 1,
      retryAfterMs: 0,
      interruptions: 1,
    });
    await settler.write({ kind: 'settle', lease: next.lease, settlement: interruption });
    const last = await claim('one');
    expect(last.runs).toMatchObject([{ id: run.id, attempt: 1, wasInterrupted: false, interruptions: 1 }]);
    await settler.write({ kind: 'settle', lease: last.lease, settlement: settlementOf(run, { attempt: 2 }) });
    expect(await entriesOf(run)).toMatchObject([
      { attempt: 1, outcome: 'interrupted', is_final: false, next_attempt_at: null },
      { attempt: 2, outcome: 'succeeded', is_final: true },
    ]);
  });

  it('brings a run back when its retry is due, not before, and lets others pass meanwhile', async () => {
    await addRuns('hook', 2);
    const { lease, runs } = await claim('hook');
    const [first, second] = runs;
    if (first === undefined || second === undefined) throw new Error('two runs were added');
    await settler.write({
      kind: 'settle',
      lease,
      settlement: settlementOf(first, { outcome: 'failed', retryAfterMs: 3_600_000 }),
    });
    expect((await claim('hook')).runs.map(({ id }) => id)).toEqual([second.id]);
    expect(await entriesOf(first)).toMatchObject([
      { outcome: 'failed', is_final: false, next_attempt_at: expect.any(Date) as Date },
    ]);
  });

  it('lets one refused outcome spoil no other of its batch', async () => {
    await addRuns('one', 1);
    await addRuns('two', 1);
    const bad = await claim('one');
    const good = await claim('two');
    const [badRun, goodRun] = [bad.runs[0], good.runs[0]];
    if (badRun === undefined || goodRun === undefined) throw new Error('two runs were added');
    const storage = { clear: false, values: new Map([['k', '1']]) };
    const written = await Promise.all(
      [
        settler.write({
          kind: 'settle',
          lease: bad.lease,
          settlement: settlementOf({ ...badRun, activityRecordedAt: 'never' }),
        }),
        settler.write({ kind: 'settle', lease: good.lease, settlement: settlementOf(goodRun, { storage }) }),
      ].map((item) => item.catch((fault: unknown) => fault)),
    );
    expect(written[0]).toBeInstanceOf(Error);
    expect(written[1]).toBe('written');
    expect(await entriesOf(goodRun)).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('stores an outcome also when the ledger refuses its details', async () => {
    await addRuns('one', 1);
    const { lease, runs } = await claim('one');
    const [run] = runs;
    if (run === undefined) throw new Error('a run was added');
    const settlement = settlementOf(run, {
      cpuMs: Number.NaN,
      storage: { clear: false, values: new Map([['k', '\0']]) },
    });
    expect(await settler.write({ kind: 'settle', lease, settlement })).toBe('written');
    expect(await entriesOf(run)).toMatchObject([{ is_final: true, outcome: 'failed', error_name: 'Fault' }]);
  });
});

describe('a settler whose connections break', () => {
  it('writes every outcome once all the same', async () => {
    await addRuns('one', 40);
    const { lease, runs } = await claim('one');
    const breakConnections = async () => {
      const others = sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      await others.execute(database).catch(() => undefined);
    };
    for (const run of runs) {
      const storage = { clear: false, values: new Map([['last', JSON.stringify(run.id)]]) };
      const writing = settler.write({ kind: 'settle', lease, settlement: settlementOf(run, { storage }) });
      await breakConnections();
      expect(await writing).toBe('written');
    }
    for (const run of runs) expect(await eventually(() => entriesOf(run))).toHaveLength(1);
  });
});
