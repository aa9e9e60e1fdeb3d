import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { check, type Findings } from './check.ts';
import type { Fleet } from './fleet-model.ts';
import { startFleet } from './fleet.ts';
import { everyFault, findImpossible, gentle, inject, kills, type Fault } from './inject.ts';
import { createRandom } from './random.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Which faults to choose from; all of them when left out. */
  readonly faults?: readonly Fault[];
  /** The longest pause between two faults. */
  readonly pauseMs?: number;
  /** How long to wait for the last outcome; two minutes when left out. */
  readonly drainMs?: number;
  readonly mutant?: string;
  readonly onFault?: (fault: Fault) => void;
}

export interface CampaignReport extends Findings {
  readonly faults: readonly Fault[];
  readonly kills: number;
  /** Which faults this machine does not allow, and why. */
  readonly leftOut: readonly string[];
  /** From the end of the faults to the last outcome, in milliseconds; undefined: some had none by then. */
  readonly drainedMs: number | undefined;
}

const DRAIN_MS = 120_000;

/**
 * Posts activities while things break, one fault after the other as the seed has it, then lets everything recover,
 * waits until nothing is pending, and checks what is left. The same seed breaks the same things in the same order.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { seed, seconds, perSecond, faults = everyFault, pauseMs = 1500, mutant, onFault } = options;
  const { drainMs = mutant === undefined ? DRAIN_MS : DRAIN_MS / 6 } = options;
  await using fleet = await startFleet({ perSecond, mutant });
  const impossible = findImpossible(fleet, faults);
  const leftOut = impossible.map((fault) => `${fault}: ${fleet.noDisks ?? ''}`);
  for (const reason of leftOut) console.log(`LEFT OUT ${reason}`);
  const possible = faults.filter((fault) => !impossible.includes(fault));
  const random = createRandom(seed);
  const injected: Fault[] = [];
  const endsAt = performance.now() + seconds * 1000;
  while (performance.now() < endsAt) {
    await delay(random.integer(0, pauseMs));
    const fault = random.pick(possible);
    injected.push(fault);
    onFault?.(fault);
    await inject(fault, fleet, random);
  }
  await fleet.stopProducing();
  const drainedMs = await drain(fleet, drainMs);
  const mayInterrupt = injected.some((fault) => !gentle.includes(fault));
  const findings = await check(fleet, { mayInterrupt });
  const killed = injected.filter((fault) => kills.includes(fault)).length;
  return { ...findings, faults: injected, kills: killed, leftOut, drainedMs };
}

/** Waits until nothing is pending; resolves with how long that took in milliseconds, or with undefined. */
export async function drain({ databaseUrl }: Fleet, withinMs: number): Promise<number | undefined> {
  const startedAt = performance.now();
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    while (performance.now() - startedAt < withinMs) {
      const { rows } = await client.query<{ pending: boolean }>(
        'select exists (select from pending_runs) as pending',
      );
      if (rows[0]?.pending === false) return performance.now() - startedAt;
      await delay(100);
    }
    return undefined;
  } finally {
    await client.end();
  }
}
