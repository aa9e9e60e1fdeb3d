import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@upshot/shared/id';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { hasUnclaimedWork } from '../workers/unclaimed.ts';
import { findDueLanes } from './find-due.ts';
import { claimLane } from './lease.ts';
import { listLanes } from './list.ts';
import { resetRateLimit, takeToken, tokenIntervalUs, waitForToken, type Rate } from './rate-limit.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(8);
});

afterAll(() => ledger[Symbol.asyncDispose]());

async function addIntegration(): Promise<string> {
  const id = newId();
  await ledger.addIntegrations([id]);
  return id;
}

const slow = { maxPerSecond: 0.001, burst: 1 };

/** A lane whose integration has no token left. */
async function emptyBucket(rate: Rate = slow): Promise<string> {
  const integration = await addIntegration();
  for (let token = 0; token < rate.burst; token++) await takeToken(ledger.database, integration, rate);
  return integration;
}

async function waitIn(lane: string, rate: Rate = slow): Promise<number | 'fenced'> {
  return await waitForToken(ledger.database, await claimLane(ledger.database, lane, 'w'), rate);
}

describe('the bucket', () => {
  const epochUs = Date.parse('2026-01-01T00:00:00Z') * 1000;
  const rates = fc.record({
    maxPerSecond: fc.oneof(
      fc.double({ min: 0.0001, max: 1000, noNaN: true }),
      fc.constantFrom(0.1, 1, 3, 10),
    ),
    burst: fc.integer({ min: 1, max: 8 }),
  });
  /** Pauses between attempts to take a token, in tenths of the time between two tokens. */
  const pauses = fc.array(fc.oneof(fc.nat(4), fc.nat(20), fc.nat(200)), { minLength: 1, maxLength: 25 });

  /** When each token was asked for, and whether it was there. */
  async function ask(rate: Rate, gaps: readonly number[]) {
    const integration = await addIntegration();
    const asked: { readonly us: number; readonly isTaken: boolean }[] = [];
    await ledger.database.transaction().execute(async (transaction) => {
      let us = 0;
      for (const gap of gaps) {
        us += Math.floor((gap * tokenIntervalUs(rate)) / 10);
        asked.push({ us, isTaken: await takeToken(transaction, integration, rate, epochUs + us) });
      }
    });
    return asked;
  }

  it('gives a token exactly when a bucket that fills evenly has one, and never too many in any time', async () => {
    await fc.assert(
      fc.asyncProperty(rates, pauses, async (rate, gaps) => {
        const asked = await ask(rate, gaps);
        expect(asked.map(({ isTaken }) => isTaken)).toEqual(modelOf(rate, asked));
        const taken = asked.flatMap(({ us, isTaken }) => (isTaken ? [us] : []));
        for (const [first, from] of taken.entries())
          for (const [more, to] of taken.slice(first).entries()) {
            const most = rate.burst + ((to - from) * rate.maxPerSecond) / 1_000_000;
            expect(more + 1).toBeLessThanOrEqual(most + 1e-9);
          }
      }),
      { numRuns: 60 },
    );
  });

  function modelOf(rate: Rate, asked: readonly { readonly us: number }[]): readonly boolean[] {
    const interval = tokenIntervalUs(rate);
    const full = rate.burst * interval;
    let [level, lastUs] = [full, 0];
    return asked.map(({ us }) => {
      level = Math.min(full, level + us - lastUs);
      lastUs = us;
      if (level < interval) return false;
      level -= interval;
      return true;
    });
  }

  it('rounds the time between two tokens up, so that they never come too early', () => {
    expect(tokenIntervalUs({ maxPerSecond: 3, burst: 1 })).toBe(333_334);
    expect(tokenIntervalUs({ maxPerSecond: 1000, burst: 1 })).toBe(1000);
  });

  it('gives as many tokens as it has to workers that ask at once', async () => {
    const integration = await addIntegration();
    const rate = { ...slow, burst: 7 };
    const asked = Array.from({ length: 40 }, () => takeToken(ledger.database, integration, rate));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(7);
  });

  it('does not lend what a clock that was turned back seems to have', async () => {
    const integration = await addIntegration();
    const rate = { maxPerSecond: 1, burst: 2 };
    expect(await takeToken(ledger.database, integration, rate, epochUs + 10_000_000)).toBe(true);
    expect(await takeToken(ledger.database, integration, rate, epochUs + 10_000_000)).toBe(true);
    expect(await takeToken(ledger.database, integration, rate, epochUs)).toBe(false);
  });
});

describe('a lane that finds no token', () => {
  it('waits for the next one, and another lane for the one after that', async () => {
    const rate = { maxPerSecond: 0.1, burst: 1 };
    const integration = await emptyBucket(rate);
    const waits = [];
    for (const number of [0, 1, 2, 3]) waits.push(await waitIn(`${integration}.${number}`, rate));
    const expected = [10_000, 20_000, 30_000, 40_000];
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThan((expected[index] ?? 0) - 5000);
      expect(wait).toBeLessThanOrEqual(expected[index] ?? 0);
    }
  });

  it('keeps its time when it asks again', async () => {
    const rate = { maxPerSecond: 0.1, burst: 1 };
    const integration = await emptyBucket(rate);
    const first = Number(await waitIn(`${integration}.0`, rate));
    for (let time = 0; time < 5; time++)
      expect(Number(await waitIn(`${integration}.0`, rate))).toBeLessThanOrEqual(first);
    expect(await waitIn(`${integration}.1`, rate)).toBeLessThanOrEqual(20_000);
  });

  it('asks again after a minute, however long a token takes', async () => {
    const integration = await emptyBucket({ maxPerSecond: 0.0001, burst: 1 });
    const waitMs = await waitIn(`${integration}.0`, { maxPerSecond: 0.0001, burst: 1 });
    expect(waitMs).toBe(60_000);
  });

  it('is told when another worker has claimed it', async () => {
    const integration = await emptyBucket();
    const lease = await claimLane(ledger.database, `${integration}.0`, 'stale');
    await claimLane(ledger.database, `${integration}.0`, 'newer');
    expect(await waitForToken(ledger.database, lease, slow)).toBe('fenced');
  });

  it('does not wait for a token that is further ahead than one can be', async () => {
    const integration = await emptyBucket();
    const rate = { maxPerSecond: 100, burst: 1 };
    expect(await waitIn(`${integration}.0`, rate)).toBeLessThanOrEqual(10);
  });

  it('asks again at once when the limit is raised or removed', async () => {
    for (const rate of [{ maxPerSecond: 1000, burst: 1 }, undefined]) {
      const integration = await emptyBucket();
      await waitIn(`${integration}.0`);
      await ledger.addRun(`${integration}.0`, newId());
      expect(await dueLanes()).not.toContain(`${integration}.0`);
      await ledger.database.transaction().execute((t) => resetRateLimit(t, integration, rate));
      expect(await dueLanes()).toContain(`${integration}.0`);
    }
  });

  it('is left alone by the relay, claimed by no worker that must, and listed as limited', async () => {
    const integration = await emptyBucket();
    const lane = `${integration}.0`;
    const recorded = { activity_recorded_at: new Date(Date.now() - 3_600_000) };
    await ledger.addRun(lane, newId(), recorded);
    await sql`delete from pending_runs where lane <> ${lane}`.execute(ledger.database);
    const unclaimed = { forMs: 1000, types: ['webhook'] };
    expect(await hasUnclaimedWork(ledger.database, unclaimed)).toBe(true);
    await waitIn(lane);
    await sql`update lanes set claimed_at = now() - interval '1 hour' where id = ${lane}`.execute(
      ledger.database,
    );
    expect(await dueLanes()).not.toContain(lane);
    expect(await hasUnclaimedWork(ledger.database, unclaimed)).toBe(false);
    expect(await listed(lane)).toMatchObject({ state: 'limited' });
    expect((await listed(lane))?.limited_until).toBeInstanceOf(Date);
    expect((await listed(lane))?.age_ms).toBeGreaterThan(3_500_000);
    await setLimitedUntil(lane, sql`now() - interval '1 ms'`);
    expect(await dueLanes()).toContain(lane);
    expect(await listed(lane)).toMatchObject({ state: 'waiting', limited_until: null });
    expect(await hasUnclaimedWork(ledger.database, unclaimed)).toBe(false);
    await setLimitedUntil(lane, sql`now() - interval '1 minute'`);
    expect(await hasUnclaimedWork(ledger.database, unclaimed)).toBe(true);
  });

  it('does not wait for a time that a clock gave it which has been turned back since', async () => {
    const integration = await emptyBucket();
    const lane = `${integration}.0`;
    await ledger.addRun(lane, newId());
    await waitIn(lane);
    await setLimitedUntil(lane, sql`now() + interval '1 hour'`);
    expect(await dueLanes()).toContain(lane);
  });
});

async function setLimitedUntil(lane: string, time: ReturnType<typeof sql>): Promise<void> {
  await sql`
    update lanes set limited_until = ${time}, claimed_at = now() - interval '1 hour' where id = ${lane}`.execute(
    ledger.database,
  );
}

async function dueLanes(): Promise<readonly string[]> {
  await sql`update lanes set claimed_at = now() - interval '1 hour'`.execute(ledger.database);
  return (await findDueLanes(ledger.database, { longestRetryMs: LONGEST_RETRY_MS })) ?? [];
}

async function listed(lane: string) {
  const { rows } = await listLanes(ledger.database, { count: 100 });
  return rows.find(({ id }) => id === lane);
}
