import { expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { brokenPromises } from './check.ts';

it(
  'keeps every promise while processes are killed and frozen, and connections fail',
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env['UPSHOT_FAULT_SEED'] ?? 20261121);
    console.log(`UPSHOT_FAULT_SEED=${seed}`);
    const report = await runCampaign({ seed, seconds: 45, perSecond: 25 });
    expect(brokenPromises(report)).toEqual([]);
    expect(report.drainedMs).toBeDefined();
    expect(report.acknowledged).toBeGreaterThan(200);
    expect(report.faults.length).toBeGreaterThan(10);
  },
);
