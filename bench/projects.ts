/**
 * `npm run bench:projects [-- --rounds 3 --seconds 8 --save projects]`: what a slot for each project costs when 1, 20
 * or 200 projects are active. One sandbox with the settings of a worker runs a short script; each project has one
 * integration, and as many runs wait as a worker has lanes. A turn is how many runs of a project come one after the
 * other: 1 is the worst case, where each run belongs to another project than the one before.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import { readConfig } from '@upshot/runtime/config';
import { workerSettings } from '../services/worker/src/settings.ts';
import { privateMb } from './support/process-memory.ts';
import { percentile, print } from './support/report.ts';
import { saveResult } from './support/save-result.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    save: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const blockMs = Number(values.seconds) * 1000;

/** What most scripts do: read the activity, count, print. */
const script = `const storage = require('storage');
const count = (storage.get('count') || 0) + 1;
storage.set('count', count);
console.log('Activity ' + count + ': ' + activity.id);`;

interface Kind {
  readonly projects: number;
  readonly turn: number;
  /** UPSHOT_OWN_SLOTS and UPSHOT_MAX_SLOTS, where they are not the default. */
  readonly slots?: number;
  /** How long the slots of the projects take to start. */
  readonly warmUpMs?: number;
}

const kinds: readonly Kind[] = [
  { projects: 1, turn: 1 },
  { projects: 20, turn: 1 },
  { projects: 20, turn: 50 },
  { projects: 200, turn: 1 },
  { projects: 200, turn: 50 },
  { projects: 200, turn: 1, slots: 220, warmUpMs: 45_000 },
];

/** The defaults of a worker; what it has to be given is not used here. */
const { lanes, runningSlots, maxSlots, warmSlots, ownSlots } = readConfig(workerSettings, {
  DATABASE_URL: 'postgres://localhost/bench',
  REDIS_URL: 'redis://localhost',
  UPSHOT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
});

const series: Record<string, number[]> = {};

for (let round = 0; round < rounds; round += 1) {
  for (const kind of kinds) {
    const { projects, turn, slots } = kind;
    const given = slots === undefined ? '' : `, ${slots} slots`;
    const name = `projects: ${projects}, turns of ${turn}${given}`;
    const { perSecond, startsPerSecond, memoryMb, crashes } = await measure(kind);
    (series[`${name}: runs per s`] ??= []).push(Number(perSecond.toPrecision(3)));
    (series[`${name}: slot starts per s`] ??= []).push(Number(startsPerSecond.toPrecision(3)));
    (series[`${name}: memory of all slots, MB`] ??= []).push(Math.round(memoryMb));
    if (crashes.length > 0) print(`${name}: crashed`, crashes.join('; '));
  }
}
for (const [name, all] of Object.entries(series))
  print(name, [0, 0.5, 1].map((rank) => percentile(all, Math.max(rank, 0.01))).join(', '));
if (values.save !== undefined) {
  const command = `npm run bench:projects -- --rounds ${rounds} --seconds ${values.seconds}`;
  const note = `Lowest, median and highest of the rounds. ${availableParallelism()} cores that had other work, too.`;
  saveResult(values.save, { command, note, values: series });
}

interface Measured {
  readonly perSecond: number;
  readonly startsPerSecond: number;
  /** The most that all slots had together, of what belongs to each alone. */
  readonly memoryMb: number;
  readonly crashes: readonly string[];
}

async function measure({ projects, turn, slots, warmUpMs = 3000 }: Kind): Promise<Measured> {
  const sandbox = createSandbox({
    maxRunning: runningSlots,
    maxSlots: slots ?? maxSlots,
    warmSlots,
    ownSlots: slots ?? ownSlots,
  });
  await sandbox.barrier();
  const block: Block = { done: 0, isOver: false, crashes: [] };
  const working = Promise.all(
    Array.from({ length: Math.min(lanes, projects) }, (_, lane) =>
      work(sandbox, { lane, projects, turn, block }),
    ),
  );
  await delay(warmUpMs);
  const [doneBefore, startedBefore] = [block.done, sandbox.counts().started];
  const startedAt = performance.now();
  let memoryMb = 0;
  while (performance.now() - startedAt < blockMs) {
    await delay(250);
    memoryMb = Math.max(
      memoryMb,
      sandbox.slots().reduce((sum, { pid }) => sum + privateMb(pid), 0),
    );
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const [done, started] = [block.done - doneBefore, sandbox.counts().started - startedBefore];
  block.isOver = true;
  await working;
  await sandbox.close();
  return { perSecond: done / seconds, startsPerSecond: started / seconds, memoryMb, crashes: block.crashes };
}

interface Block {
  done: number;
  isOver: boolean;
  readonly crashes: string[];
}

interface Lane {
  readonly lane: number;
  readonly projects: number;
  readonly turn: number;
  readonly block: Block;
}

/** Takes one turn after the other: each of the next project that no other lane works for. */
async function work(sandbox: Sandbox, { lane, projects, turn, block }: Lane): Promise<void> {
  const host = new MemoryHost();
  const step = Math.min(lanes, projects);
  for (let project = lane; !block.isOver; project = project + step < projects ? project + step : lane) {
    for (let run = 0; run < turn && !block.isOver; run += 1) {
      const name = `p${project}`;
      const { ending } = await sandbox.run(inputOf(script, { projectId: name, integrationId: name }), host);
      if (ending.kind === 'succeeded') block.done += 1;
      else block.crashes.push(JSON.stringify(ending));
    }
  }
}
