/**
 * `npm run soak`: long campaigns, one after the other. Options: `--seeds 5`, `--minutes 10`, `--per-second 20`,
 * `--pause-ms 600` (the longest between two faults), `--first-seed 1`. Prints what each campaign found, goes on with
 * the next seed whatever that was, and ends with a line for all of them, and with exit code 1 when a promise was
 * broken.
 */
import { parseArgs } from 'node:util';
import { runCampaign, type CampaignReport } from './campaign.ts';
import { brokenPromises } from './check.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '10' },
    'per-second': { type: 'string', default: '20' },
    'pause-ms': { type: 'string', default: '600' },
    'first-seed': { type: 'string', default: '1' },
  },
});
const firstSeed = Number(values['first-seed']);
/** On a small machine the backlog that faults have left may take minutes. */
const DRAIN_MS = 600_000;
const total = { campaigns: 0, acknowledged: 0, runs: 0, faults: 0, kills: 0, broken: 0 };

for (let seed = firstSeed; seed < firstSeed + Number(values.seeds); seed++) {
  const broken = await campaign(seed);
  total.campaigns++;
  total.broken += broken.length;
  for (const promise of broken) console.log(`  BROKEN ${promise}`);
}
console.log(
  `total: ${total.campaigns} campaigns, ${total.acknowledged} acknowledged, ` +
    `${total.runs} runs, ${total.faults} faults ` +
    `(${total.kills} kills), ${total.broken} broken promises`,
);
if (total.broken > 0) process.exitCode = 1;

/** Resolves with what was broken; a campaign that could not be carried out counts as such. */
async function campaign(seed: number): Promise<readonly string[]> {
  try {
    const report = await runCampaign({
      seed,
      seconds: Number(values.minutes) * 60,
      perSecond: Number(values['per-second']),
      pauseMs: Number(values['pause-ms']),
      drainMs: DRAIN_MS,
    });
    tell(seed, report);
    const hang =
      report.drainedMs === undefined
        ? [`${report.pending} runs still pending after ${DRAIN_MS / 1000} s`]
        : [];
    return [...brokenPromises(report), ...hang];
  } catch (error) {
    return [`seed ${seed} ended early: ${(error as Error).stack ?? String(error)}`];
  }
}

function tell(seed: number, report: CampaignReport): void {
  const { acknowledged, recorded, runs, faults, kills, interrupted, repeatedDeliveries, drainedMs } = report;
  total.acknowledged += acknowledged;
  total.runs += runs;
  total.faults += faults.length;
  total.kills += kills;
  const drained = drainedMs === undefined ? 'NOT drained' : `drained in ${(drainedMs / 1000).toFixed(1)} s`;
  console.log(
    `seed ${seed}: ${acknowledged} acknowledged, ${recorded} recorded, ` +
      `${runs} runs, ${faults.length} faults (${kills} kills), ` +
      `${interrupted} interrupted attempts, ${repeatedDeliveries} repeated deliveries, ${drained}`,
  );
  const kinds = Map.groupBy(faults, (fault) => fault);
  const counts = [...kinds].map(([fault, { length }]) => `${fault} ${length}`).toSorted();
  console.log(`  faults: ${counts.join(', ')}`);
}
