import * as fc from 'fast-check';
import type { LiveLine } from '@upshot/runtime/live-output';
import { describe, expect, it } from 'vitest';
import type { AttemptResult } from '../executors/executor.ts';
import {
  liveOutput,
  made,
  MAX_INTERRUPTIONS,
  settlementsOf,
  startAttempting,
} from '../testing/attempting.ts';
import { dueRun } from '../testing/attempts.ts';
import { success, type Execute } from '../testing/executor-stand-ins.ts';

const crash: AttemptResult = {
  outcome: 'crashed',
  error: { name: 'CrashError', message: 'the slot died' },
  durationMs: 1,
  storage: { clear: false, values: new Map([['a', '2']]) },
  mustSettleFirst: false,
};

describe('an attempt whose slot crashes', () => {
  it('is made again at once, and what it has stored is forgotten', async () => {
    const { attempt, operations, storage, reported } = startAttempting({
      execute: async (running) => {
        const stored = running.storage.begin();
        await stored.set('a', '99');
        return crash;
      },
    });
    const attempted = await attempt(dueRun({ attempt: 1, interruptions: 1 }));
    expect(attempted).toMatchObject({ mustSettleFirst: true, retryAfterMs: 0 });
    expect(settlementsOf(operations)).toMatchObject([
      { attempt: 2, outcome: 'crashed', interruptions: 2, retryAfterMs: 0, storage: undefined },
    ]);
    expect(await storage.begin().get('a')).toBe('2');
    expect(reported).toEqual([]);
  });

  it('is the last one when as many have died', async () => {
    const { attempt, operations, storage, reported } = startAttempting({ execute: () => crash });
    await storage.begin().get('a');
    const attempted = await attempt(dueRun({ attempt: 2, interruptions: 2 }));
    expect(attempted).toMatchObject({ mustSettleFirst: true, retryAfterMs: undefined });
    expect(settlementsOf(operations)).toMatchObject([
      {
        outcome: 'quarantined',
        interruptions: 3,
        storage: undefined,
        error: { name: 'CrashError', message: 'the slot died: the run is given up after 3 such attempts' },
      },
    ]);
    expect(await storage.begin().get('a')).toBe('2');
    expect(reported).toEqual([['runQuarantined', 'r', 3]]);
  });

  it('keeps the storage of other endings', async () => {
    const values = new Map([['a', '2']]);
    const result: AttemptResult = { ...success, outcome: 'failed', storage: { clear: false, values } };
    const { attempt, operations, storage } = startAttempting({ execute: () => result });
    await storage.begin().set('a', '2');
    await attempt();
    expect(settlementsOf(operations)).toMatchObject([{ storage: { values } }]);
    expect(await storage.begin().get('a')).toBe('2');
  });
});

describe('a run whose worker died during its last attempt', () => {
  const interrupted = dueRun({ attempt: 1, wasInterrupted: true, interruptions: 1 });

  it('has the interruption logged with its output, before the next attempt', async () => {
    const lines: LiveLine[] = [
      [1000, 'one'],
      [1250, 'two'],
    ];
    await liveOutput().append('shown', 1, lines);
    const { attempt, operations, attempts, reported } = startAttempting();
    await attempt({ ...interrupted, id: 'shown' });
    expect(settlementsOf(operations)).toMatchObject([
      {
        attempt: 1,
        outcome: 'interrupted',
        startedAt: null,
        durationMs: null,
        interruptions: 2,
        retryAfterMs: 0,
        output: [
          { at_ms: 0, text: 'one' },
          { at_ms: 250, text: 'two' },
        ],
        error: { name: 'Interrupted' },
      },
      { attempt: 2, outcome: 'succeeded', run: { wasInterrupted: false, interruptions: 2 } },
    ]);
    expect(attempts).toMatchObject([{ number: 2, run: { interruptions: 2 } }]);
    expect(reported).toEqual([['runInterrupted', 'shown', 1]]);
  });

  it('is left to the worker that has claimed the lane', async () => {
    const { attempt, operations, attempts } = startAttempting({ write: () => 'fenced' });
    expect(await attempt(interrupted)).toBe('fenced');
    expect(operations).toHaveLength(1);
    expect(attempts).toEqual([]);
  });

  it('is quarantined when as many have died', async () => {
    const { attempt, operations, attempts, reported } = startAttempting();
    const attempted = made(await attempt({ ...interrupted, interruptions: 2 }));
    expect(await attempted.settled).toBe('written');
    expect(attempted).toMatchObject({ mustSettleFirst: false });
    expect(attempted.retryAfterMs).toBeUndefined();
    expect(settlementsOf(operations)).toMatchObject([
      { attempt: 1, outcome: 'quarantined', interruptions: 3, retryAfterMs: undefined },
    ]);
    expect(attempts).toEqual([]);
    expect(reported).toEqual([['runQuarantined', 'r', 3]]);
  });

  it('counts the interruption and a crash that follows it', async () => {
    const { attempt, operations } = startAttempting({ execute: () => crash });
    await attempt(interrupted);
    expect(settlementsOf(operations).map(({ outcome, interruptions }) => [outcome, interruptions])).toEqual([
      ['interrupted', 2],
      ['quarantined', 3],
    ]);
  });
});

it('a run costs no more slots and workers than allowed, and its count of interruptions never shrinks', async () => {
  const happening = fc.constantFrom('slot dies' as const, 'worker dies' as const, 'fails' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), async (happenings) => {
      let run = dueRun();
      let deaths = 0;
      for (const happens of happenings) {
        const wasInterrupted = happens === 'worker dies';
        const execute: Execute = () =>
          happens === 'slot dies' ? crash : { ...success, outcome: 'failed', retryAfterMs: 1000 };
        const { attempt, operations } = startAttempting({ execute });
        if (wasInterrupted) run = { ...run, attempt: run.attempt + 1, wasInterrupted };
        await attempt(run);
        if (happens !== 'fails') deaths += 1;
        const last = settlementsOf(operations).at(-1);
        const counts = settlementsOf(operations).map(({ interruptions = 0 }) => interruptions);
        expect(Math.max(run.interruptions, ...counts)).toBe(deaths);
        expect(last?.retryAfterMs === undefined).toBe(deaths === MAX_INTERRUPTIONS);
        if (deaths === MAX_INTERRUPTIONS) return;
        run = { ...run, attempt: last?.attempt ?? 0, wasInterrupted: false, interruptions: deaths };
      }
    }),
  );
});
