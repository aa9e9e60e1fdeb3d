/**
 * `npm run bench:barrier [-- --rounds 40 --save barrier]`: what the kernel's barrier costs a slot at its start and in
 * each run. Two processes measure by turns, one of them without the barrier, and each pair gives one ratio: on a
 * machine that is never twice the same, only these compare. `--save` writes the series to `results`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentile, print, printGoal } from './support/report.ts';
import { saveResult } from './support/save-result.ts';
import type { Boot, Order, Runs } from './support/slot-measurer.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, save: { type: 'string' } },
});
const rounds = Number(values.rounds);
const support = join(import.meta.dirname, 'support');

const sides = {
  with: start([]),
  without: start(['--import', join(support, 'without-barrier.ts')]),
} as const;
type Side = keyof typeof sides;

const series: Record<string, number[]> = {};

for (let round = -2; round < rounds; round += 1) {
  // The side that goes first changes, so that neither always follows the other.
  const order: readonly Side[] = round % 2 === 0 ? ['with', 'without'] : ['without', 'with'];
  const boots = await byTurns<Boot>(order, 'boot');
  if (!boots.with.hasBarrier || boots.without.hasBarrier)
    throw new Error('the barrier is not as it should be');
  const reused = await byTurns<Runs>(order, 'reused');
  const fresh = await byTurns<Runs>(order, 'fresh');
  if (round < 0) continue;
  add('start by the clock, ms', boots.with.wallMs, boots.without.wallMs);
  add('start, CPU of the slot, ms', boots.with.cpuMs, boots.without.cpuMs);
  add('memory of a ready slot, MB', boots.with.memoryMb, boots.without.memoryMb);
  addRuns('run in a reused isolate', reused);
  addRuns('run in a fresh isolate', fresh);
}
for (const side of Object.values(sides)) side.disconnect();

for (const [name, all] of Object.entries(series))
  print(name, [0.25, 0.5, 0.75].map((rank) => percentile(all, rank).toPrecision(3)).join(', '));
const ratioOf = (name: string) => percentile(series[`${name}: ratio`] ?? [], 0.5);
printGoal('start, CPU: at most 1.5 times', ratioOf('start, CPU of the slot, ms') <= 1.5);
printGoal('run, CPU: at most 1.05 times', ratioOf('run in a reused isolate, CPU, ms') <= 1.05);
if (values.save !== undefined)
  saveResult(values.save, { command: `npm run bench:barrier -- --rounds ${rounds}`, values: series });

function start(execArgv: readonly string[]): ChildProcess {
  return fork(join(support, 'slot-measurer.ts'), { execArgv: [...execArgv] });
}

async function byTurns<T>(order: readonly Side[], what: Order): Promise<Record<Side, T>> {
  const measured: Partial<Record<Side, T>> = {};
  for (const side of order) {
    sides[side].send(what);
    [measured[side]] = (await once(sides[side], 'message')) as [T];
  }
  return measured as Record<Side, T>;
}

function add(name: string, withBarrier: number, without: number): void {
  for (const [end, value] of [
    ['with', withBarrier],
    ['without', without],
    ['ratio', withBarrier / without],
  ] as const) {
    (series[`${name}: ${end}`] ??= []).push(Number(value.toPrecision(4)));
  }
}

function addRuns(name: string, runs: Record<Side, Runs>): void {
  add(`${name}, CPU, ms`, percentile(runs.with.cpuMs, 0.5), percentile(runs.without.cpuMs, 0.5));
  add(`${name}, by the clock, ms`, percentile(runs.with.wallMs, 0.5), percentile(runs.without.wallMs, 0.5));
}
