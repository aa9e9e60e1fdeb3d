/**
 * `npm run soak`: long campaigns, one after the other. Options: `--seeds 5`, `--minutes 10`, `--per-second 40`, `--first-seed 1`.
 * Prints a line for each campaign, and ends with exit code 1 when a promise was broken.
 */
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { brokenPromises } from './check.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '10' },
    'per-second': { type: 'string', default: '40' },
    'first-seed': { type: 'string', default: '1' },
  },
});
const firstSeed = Number(values['first-seed']);

for (let seed = firstSeed; seed < firstSeed + Number(values.seeds); seed++) {
  const seconds = Number(values.minutes) * 60;
  const report = await runCampaign({ seed, seconds, perSecond: Number(values['per-second']), pauseMs: 1000 });
  const { acknowledged, recorded, runs, faults, kills, interrupted, repeatedDeliveries, drainedMs } = report;
  const drained = drainedMs === undefined ? 'NOT drained' : `drained in ${(drainedMs / 1000).toFixed(1)} s`;
  console.log(
    `seed ${seed}: ${acknowledged} acknowledged, ${recorded} recorded, ${runs} runs, ${faults.length} faults (${kills} kills), ` +
      `${interrupted} interrupted attempts, ${repeatedDeliveries} repeated deliveries, ${drained}`,
  );
  const broken = brokenPromises(report);
  for (const promise of broken) console.log(`  BROKEN ${promise}`);
  if (broken.length > 0 || drainedMs === undefined) process.exitCode = 1;
}
