import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { brokenPromises } from './check.ts';
import { mutants } from './mutants/mutants.ts';

/** The campaign would be worth nothing if it passed whatever the services do. */
describe('the campaign finds out when', () => {
  it.each(mutants)('$name', { timeout: 120_000 }, async ({ name, faults, breaks }) => {
    const report = await runCampaign({
      seed: 7,
      seconds: 15,
      perSecond: 25,
      pauseMs: 700,
      faults,
      mutant: name,
    });
    expect(brokenPromises(report)).toEqual(expect.arrayContaining([expect.stringMatching(breaks)]));
  });
});
