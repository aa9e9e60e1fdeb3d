/**
 * `npm run bench:isolation [-- --rounds 15 --save isolation]`: what a run costs bare slots, nothing stored, for each
 * isolation: processor time of the slot, from outside, its contexts and checks included, and of this process. Blocks of
 * 100 runs by turns; each round gives one ratio. `--save` writes the series to `results`.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox } from '@upshot/sandbox/sandbox';
import { isolations, type Isolation } from '@upshot/shared/isolation';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import { threadsMs } from './support/process-memory.ts';
import { percentile, print } from './support/report.ts';
import { saveResult } from './support/save-result.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, save: { type: 'string' } },
});
const rounds = Number(values.rounds);
const BLOCK = 100;
const activity = await readFile('test/fixtures/activities/environment.push-2026.json', 'utf8');

const counter = `const storage = require('storage');
const { id, payload } = activity;
const count = (storage.get('count') || 0) + 1;
storage.set('count', count);
console.log('Activity ' + count + ': ' + id + ' of ' + payload.environment.name);`;
const scripts = { counter, 'counter with Underscore': `${counter}\nconsole.log(_.last([1, 2]));` };

const series: Record<string, number[]> = {};
for (const [name, source] of Object.entries(scripts)) await measure(name, source);
for (const [name, all] of Object.entries(series))
  print(name, [0.25, 0.5, 0.75].map((rank) => percentile(all, rank).toPrecision(3)).join(', '));
if (values.save !== undefined)
  saveResult(values.save, { command: `npm run bench:isolation -- --rounds ${rounds}`, values: series });

async function measure(name: string, source: string): Promise<void> {
  const sandboxes = new Map(
    isolations.map((isolation) => [
      isolation,
      createSandbox({ warmSlots: 1, maxRunning: 1, maxSlots: 1, isolation }),
    ]),
  );
  for (let round = -2; round < rounds; round += 1) {
    const costs = {} as Record<Isolation, number>;
    // The one that goes first changes, so that none always follows the same one.
    const first = (round + 2) % isolations.length;
    for (const isolation of [...isolations.slice(first), ...isolations.slice(0, first)]) {
      const block = await runBlock(sandboxes.get(isolation) as Sandbox, source);
      costs[isolation] = block.slotMs;
      if (round < 0) continue;
      add(`${name}: slot, CPU of a run, ms: ${isolation}`, block.slotMs);
      add(`${name}: parent, CPU of a run, ms: ${isolation}`, block.parentMs);
    }
    if (round >= 0) add(`${name}: slot, CPU of a run: warm to context`, costs.warm / costs.context);
  }
  await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.close()));
}

async function runBlock(sandbox: Sandbox, source: string) {
  await sandbox.barrier();
  const [slot] = sandbox.slots();
  const pid = slot?.pid ?? 0;
  const slotBefore = threadsMs(pid);
  const before = process.cpuUsage();
  for (let run = 0; run < BLOCK; run += 1) {
    const host = new MemoryHost();
    const { ending } = await sandbox.run(inputOf(source, { activity, storage: '[]' }), host);
    if (ending.kind !== 'succeeded') throw new Error(`a run of the bench ended as ${ending.kind}`);
  }
  const { user, system } = process.cpuUsage(before);
  return { slotMs: (threadsMs(pid) - slotBefore) / BLOCK, parentMs: (user + system) / 1000 / BLOCK };
}

function add(name: string, value: number): void {
  (series[name] ??= []).push(Number(value.toPrecision(4)));
}
