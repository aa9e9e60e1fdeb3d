import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { brokenPromises } from './check.ts';
import { mutants } from './mutants/mutants.ts';

/** A fault must come at the right moment to show a mutant: a campaign that is unlucky is followed by another. */
const SEEDS = [7, 8, 9, 10];

const usual = { perSecond: 25, pauseMs: 700 };

/** The campaign would be worth nothing if it passed whatever the services do. */
describe('the campaign finds out when', () => {
  it.each(mutants)('$name', { timeout: 400_000 }, async ({ name, faults, load = usual, breaks }) => {
    const found: string[] = [];
    for (const seed of SEEDS) {
      if (found.some((promise) => breaks.test(promise))) break;
      const options = { seed, seconds: 8, ...load, faults, mutant: name };
      found.push(...brokenPromises(await runCampaign(options)));
    }
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(breaks)]));
  });
});
