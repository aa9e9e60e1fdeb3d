/**
 * `npm run bench:peers [-- --rounds 5 --activities 2000 --paced 500 --peers upshot,bullmq --save peers]`: Upshot
 * and other systems that do the same job, by turns on the same machine. Each takes pushes by HTTP, runs a script that
 * reads three fields, counts in storage and prints a line, and stores what it printed. Peers that are not ours are
 * installed from npm into the user's cache folder.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { INTEGRATIONS, meanBytes } from './peers/activities.ts';
import type { Contender } from './peers/contender.ts';
import { measure, type Figures } from './peers/measure.ts';
import { peers } from './peers/peers.ts';
import { startPeer } from './peers/start-peer.ts';
import { printTable } from './peers/table.ts';
import { startUpshot } from './peers/upshot.ts';
import { format, printRows } from './support/report.ts';
import { saveResult } from './support/save-result.ts';
import { watchStolen } from './support/watch-stolen.ts';

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    activities: { type: 'string', default: '2000' },
    paced: { type: 'string', default: '500' },
    peers: { type: 'string', default: ['upshot', ...Object.keys(peers)].join() },
    save: { type: 'string' },
  },
});
const rounds = Number(given.rounds);
const load = { activities: Number(given.activities), paced: Number(given.paced) };
const stolen = watchStolen();

await using parts = new AsyncDisposableStack();
const contenders: Contender[] = [];
for (const name of given.peers.split(',')) {
  for (const contender of await start(name)) contenders.push(parts.use(contender));
}

const series: Record<string, number[]> = {};
for (let round = 0; round < rounds; round += 1) {
  for (const contender of contenders) {
    const figures = await measure(contender, load, round);
    note(contender.name, figures);
    console.log(`round ${round + 1}, ${contender.name}: ${describe(figures)}`);
  }
}
printTable(
  contenders.map(({ name }) => name),
  series,
);
console.log(
  `\n${load.activities} activities of ${meanBytes} bytes on average, ${INTEGRATIONS} integrations, ` +
    `${availableParallelism()} cores, ${stolen()} of their time stolen`,
);
if (given.save !== undefined) {
  const command =
    `npm run bench:peers -- --rounds ${rounds} --activities ${load.activities} ` +
    `--paced ${load.paced} --peers ${given.peers}`;
  saveResult(given.save, {
    command,
    note: `By turns. ${stolen()} of the time of the cores was stolen.`,
    values: series,
  });
  printRows(given.save, series);
}

async function start(name: string): Promise<readonly Contender[]> {
  if (name === 'upshot') return await startUpshot();
  const peer = peers[name];
  if (peer === undefined)
    throw new Error(`--peers: there is no ${name}, only upshot, ${Object.keys(peers).join(', ')}`);
  return [await startPeer({ name, ...peer })];
}

function note(name: string, figures: Figures): void {
  for (const [figure, value] of Object.entries(figures))
    (series[`${name}: ${figure}`] ??= []).push(Number(value.toPrecision(3)));
}

function describe(figures: Figures): string {
  return Object.entries(figures)
    .map(([figure, value]) => `${figure} ${format(value)}`)
    .join('; ');
}
