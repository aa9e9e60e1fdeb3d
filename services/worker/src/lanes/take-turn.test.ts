import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import type { AttemptResult } from '../executors/executor.ts';
import { success } from '../testing/executor-stand-ins.ts';
import { addLane, readOutcomes, startTurns } from '../testing/turns.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
});

afterAll(() => ledger[Symbol.asyncDispose]());

const failed: AttemptResult = { ...success, outcome: 'failed', error: { name: 'Error', message: 'no' } };
const crashed: AttemptResult = { ...failed, outcome: 'crashed' };

async function isClaimed(lane: string): Promise<boolean> {
  const claimed = await ledger.database.selectFrom('lanes').select('id').where('id', '=', lane).execute();
  return claimed.length > 0;
}

async function pendingOf(lane: string): Promise<readonly string[]> {
  const runs = await ledger.database
    .selectFrom('pending_runs')
    .select('id')
    .where('lane', '=', lane)
    .orderBy('seq')
    .execute();
  return runs.map(({ id }) => id);
}

describe('a turn', () => {
  it('does the due runs in their order, settles each, and ends when there are no more', async () => {
    const lane = await addLane(ledger, 'order', 3);
    const { take, attempted, woken } = startTurns(ledger);
    await take(lane);
    expect(attempted).toEqual(['order-1 1', 'order-2 1', 'order-3 1']);
    expect(await readOutcomes(ledger, 'order')).toEqual([
      'order-1 1 succeeded',
      'order-2 1 succeeded',
      'order-3 1 succeeded',
    ]);
    expect(await pendingOf(lane)).toEqual([]);
    expect(woken).toEqual([]);
  });

  it('reads more runs until it has done its portion, and then puts the lane back into the queue', async () => {
    const lane = await addLane(ledger, 'portion', 5);
    const { take, attempted, woken } = startTurns(ledger, {
      tools: { portion: { runs: 4, bytes: 5, longestRetryMs: LONGEST_RETRY_MS } },
    });
    await take(lane);
    expect(attempted).toEqual(['portion-1 1', 'portion-2 1', 'portion-3 1', 'portion-4 1']);
    expect(woken).toEqual([lane]);
    expect(await pendingOf(lane)).toEqual(['portion-5']);
  });

  it.each<[string, { turnMs: number; isDraining: boolean }]>([
    ['its time is up', { turnMs: 0, isDraining: false }],
    ['the worker shuts down', { turnMs: 60_000, isDraining: true }],
  ])('does one run at least, and no more when %s', async (_when, { turnMs, isDraining }) => {
    const id = `over${isDraining ? '-draining' : ''}`;
    const lane = await addLane(ledger, id, 3);
    const { take, attempted, woken } = startTurns(ledger, { tools: { turnMs } });
    const draining = new AbortController();
    if (isDraining) draining.abort();
    await take(lane, draining.signal);
    expect(attempted).toEqual([`${id}-1 1`]);
    expect(woken).toEqual([lane]);
    expect(await pendingOf(lane)).toEqual([`${id}-2`, `${id}-3`]);
  });

  it('tries a run whose slot has crashed again before later runs', async () => {
    const lane = await addLane(ledger, 'crash', 2);
    const { take, attempted } = startTurns(ledger, {
      execute: ({ run, number }) => (run.id === 'crash-1' && number === 1 ? crashed : success),
    });
    await take(lane);
    expect(attempted).toEqual(['crash-1 1', 'crash-1 2', 'crash-2 1']);
  });

  it('goes on with later runs while one waits for its next attempt, for which the lane is woken', async () => {
    const lane = await addLane(ledger, 'retry', 2);
    const { take, attempted, timers } = startTurns(ledger, {
      execute: ({ run }) => (run.id === 'retry-1' ? { ...failed, retryAfterMs: 30_000 } : success),
    });
    await take(lane);
    expect(attempted).toEqual(['retry-1 1', 'retry-2 1']);
    expect(timers).toEqual([[lane, 30_000]]);
    expect(await pendingOf(lane)).toEqual(['retry-1']);
  });

  it('holds back a run while an earlier one about the same subject waits, and no other run', async () => {
    const lane = await addLane(ledger, 'subject', 3);
    const subjects: Record<string, string> = { 'subject-1': 'a', 'subject-2': 'b', 'subject-3': 'a' };
    for (const [id, subject] of Object.entries(subjects))
      await ledger.database
        .updateTable('activities')
        .set({ body: JSON.stringify({ payload: { change: { subject } } }) })
        .where('id', '=', id)
        .execute();
    const { take, attempted } = startTurns(ledger, {
      traits: { subjectOf: ({ id }) => subjects[id] },
      execute: ({ run }) => (run.id === 'subject-1' ? { ...failed, retryAfterMs: 30_000 } : success),
    });
    await take(lane);
    await take(lane);
    expect(attempted).toEqual(['subject-1 1', 'subject-2 1']);
    expect(await pendingOf(lane)).toEqual(['subject-1', 'subject-3']);
  });

  it('leaves a run that a shutdown aborts pending, as it was', async () => {
    const lane = await addLane(ledger, 'aborted', 2);
    const draining = new AbortController();
    const { take, attempted } = startTurns(ledger, {
      execute: () => {
        draining.abort();
        return 'aborted';
      },
    });
    await take(lane, draining.signal);
    expect(attempted).toEqual(['aborted-1 1']);
    expect(await readOutcomes(ledger, 'aborted')).toEqual([]);
    expect(await pendingOf(lane)).toEqual(['aborted-1', 'aborted-2']);
  });

  it('lets a run see what earlier runs of the turn have stored, and reads what is stored when it begins', async () => {
    const lane = await addLane(ledger, 'storage', 2);
    await ledger.database
      .insertInto('storage')
      .values({ integration_id: 'storage', key: 'count', value: '41' })
      .execute();
    const seen: unknown[] = [];
    const { take } = startTurns(ledger, {
      execute: async ({ storage }) => {
        const run = storage.begin();
        const count = await run.get('count');
        seen.push(count);
        await run.set('count', String(Number(count) + 1));
        return { ...success, storage: run.take() };
      },
    });
    await take(lane);
    expect(seen).toEqual(['41', '42']);
    const stored = ledger.database
      .selectFrom('storage')
      .select('value')
      .where('integration_id', '=', 'storage');
    expect(await stored.execute()).toEqual([{ value: '43' }]);
  });
});

describe('a lane', () => {
  it('whose type only a newer version knows is left to that version, unclaimed', async () => {
    const lane = await addLane(ledger, 'newer', 1);
    const identities = { read: () => Promise.resolve({ project: 'p', type: 'carrier-pigeon' }) };
    const { take, attempted } = startTurns(ledger, { tools: { identities } });
    await take(lane);
    expect(attempted).toEqual([]);
    expect(await isClaimed(lane)).toBe(false);
  });

  it('whose project has its share of the worker is not claimed', async () => {
    const lane = await addLane(ledger, 'shared', 1);
    const asked: string[] = [];
    const sharing = {
      acquirePermit: (wanted: string, project: string) => void asked.push(`${wanted} of ${project}`),
      lanes: () => ({ active: [], parked: [] }),
      handOver: () => Promise.resolve(),
    };
    const { take, attempted } = startTurns(ledger, { tools: { sharing } });
    await take(lane);
    expect(asked).toEqual([`${lane} of p`]);
    expect(attempted).toEqual([]);
    expect(await isClaimed(lane)).toBe(false);
  });

  it('beyond a lowered concurrency hands its runs to the first lane, and does none', async () => {
    await ledger.addIntegrations(['lowered']);
    await ledger.addRun('lowered.2', 'lowered-1');
    const { take, attempted, woken } = startTurns(ledger, { concurrency: 2 });
    await take('lowered.2');
    expect(attempted).toEqual([]);
    expect(woken).toEqual(['lowered.0']);
    expect(await pendingOf('lowered.0')).toEqual(['lowered-1']);
    await ledger.addRun('lowered.1', 'lowered-2');
    await take('lowered.1');
    expect(attempted).toEqual(['lowered-2 1']);
  });

  it('of an integration that was deleted has its runs cancelled', async () => {
    const lane = await addLane(ledger, 'deleted', 2);
    const { take, attempted } = startTurns(ledger, {
      tools: { integrations: { read: () => Promise.resolve(undefined) } },
    });
    await take(lane);
    expect(attempted).toEqual([]);
    expect(await readOutcomes(ledger, 'deleted')).toEqual(['deleted-1 1 cancelled', 'deleted-2 1 cancelled']);
  });
});
