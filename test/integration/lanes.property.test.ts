import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newModel, sequences } from './lanes/commands.ts';
import { startMachinery, type Machinery } from './lanes/machinery.ts';
import type { Takers } from './lanes/world-model.ts';
import { World } from './lanes/world.ts';

/**
 * A failure prints its seed. `UPSHOT_LANES_SEED` repeats it, `UPSHOT_LANES_SEQUENCES` makes more of them, and
 * `UPSHOT_LANES_COMMANDS` longer ones.
 */
const seed = Number(process.env['UPSHOT_LANES_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const sequencesAtMost = Number(process.env['UPSHOT_LANES_SEQUENCES'] ?? 25);
const maxCommands = Number(process.env['UPSHOT_LANES_COMMANDS'] ?? 25);
const budgetMs = sequencesAtMost * 2000;

let machinery: Machinery;
let takers: Takers;

beforeAll(async () => {
  machinery = await startMachinery();
  takers = { healthy: await machinery.takerOfJobs(30_000), doomed: await machinery.takerOfJobs(50) };
});

afterAll(() => machinery[Symbol.asyncDispose]());

let worlds = 0;

async function live(commands: Iterable<fc.AsyncCommand<ReturnType<typeof newModel>, World>>): Promise<void> {
  const world = await World.create(machinery, `world${++worlds}`, takers);
  try {
    await fc.asyncModelRun(() => ({ model: newModel(), real: world }), commands);
    await world.comeToRest();
  } finally {
    world.release();
  }
}

it(
  'no lane ever gets stuck, whatever happens to it, to workers, slots and Redis',
  { timeout: budgetMs * 10 + 60_000 },
  async () => {
    const property = fc.asyncProperty(sequences(maxCommands), live);
    const limits = { interruptAfterTimeLimit: budgetMs, markInterruptAsFailure: false };
    await fc.assert(property, { seed, numRuns: sequencesAtMost, ...limits });
    expect(worlds).toBeGreaterThan(1);
  },
);
