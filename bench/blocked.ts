/**
 * `npm run bench:blocked [-- --rounds 3 --blocked 100 --slots 48 --save blocked]`: what short scripts lose while
 * scripts of another project wait in fetches of 5 s. One sandbox with the settings of a worker runs short scripts
 * without pause; then that many other runs come at once, and a second and third time, when their slots are there.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '@upshot/runtime/config';
import { createSandbox, type Sandbox } from '@upshot/sandbox/sandbox';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import { workerSettings } from '../services/worker/src/settings.ts';
import { privateMb } from './support/process-memory.ts';
import { treeTime } from './support/process-times.ts';
import { format, percentile, print } from './support/report.ts';
import { saveResult } from './support/save-result.ts';

const FETCH_MS = 5000;
const ALONE_MS = 4000;
const INTEGRATIONS = 8;
/** Short runs in kept contexts before anything counts. */
const WARM_UP = 2000;
const waves = ['first', 'second', 'third'];

const { maxSlots, runningSlots, warmSlots, ownSlots } = readConfig(workerSettings, {
  DATABASE_URL: 'postgres://localhost/bench',
  REDIS_URL: 'redis://localhost',
  UPSHOT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
});
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    blocked: { type: 'string', default: '100' },
    slots: { type: 'string', default: String(maxSlots) },
    save: { type: 'string' },
  },
});
const blocked = Number(values.blocked);
const slots = Number(values.slots);

const short = `const storage = require('storage');
const count = (storage.get('count') || 0) + 1;
storage.set('count', count);
console.log('Activity ' + count + ': ' + activity.id);`;
const slow = `console.log(fetch('https://example.com/slow').status);`;

const series: Record<string, number[]> = {};
for (let round = 0; round < Number(values.rounds); round += 1) await measure();
for (const [name, all] of Object.entries(series)) print(name, all.map(format).join(', '));
if (values.save !== undefined) {
  const command =
    `npm run bench:blocked -- --rounds ${values.rounds} ` +
    `--blocked ${values.blocked} --slots ${values.slots}`;
  const note = `${availableParallelism()} cores that had other work, too.`;
  saveResult(values.save, { command, note, values: series });
}

/** The short scripts so far. */
interface Work {
  done: number;
  /** Those that ran in a kept context, as they do while they have their slots. */
  warm: number;
  isOver: boolean;
}

async function measure(): Promise<void> {
  const sandbox = createSandbox({ maxRunning: runningSlots, maxSlots: slots, warmSlots, ownSlots });
  await sandbox.barrier();
  const work: Work = { done: 0, warm: 0, isOver: false };
  const working = Promise.all(
    Array.from({ length: INTEGRATIONS }, (_, index) => runShort(sandbox, `short ${index}`, work)),
  );
  while (work.warm < WARM_UP) await delay(50);
  for (const wave of waves) {
    const alone = await during(sandbox, work, delay(ALONE_MS));
    const lateMs: number[] = [];
    const beside = await during(sandbox, work, runBlocked(sandbox, lateMs));
    const note = (name: string, value: number) =>
      (series[`${wave} time: ${name}`] ??= []).push(Number(value.toPrecision(3)));
    note('short scripts, % of their rate', (beside.perSecond / alone.perSecond) * 100);
    note('short scripts, processor time of all, ms a run', beside.msARun);
    note('short scripts alone, processor time of all, ms a run', alone.msARun);
    note('short scripts in a kept context, %', beside.warmPercent);
    note('the last blocked one ends after, s', beside.seconds);
    note('blocked ones, median, s', percentile(lateMs, 0.5) / 1000);
    note('slot starts', beside.started);
    note('processors used, %', beside.processors);
    note('memory of all slots, MB', beside.memoryMb);
  }
  work.isOver = true;
  await working;
  await sandbox.close();
}

/** What happens while something takes its time. */
async function during(sandbox: Sandbox, work: Work, something: Promise<unknown>) {
  const [startedAt, startedBefore] = [performance.now(), sandbox.counts().started];
  const cpuBefore = await treeTime(process.pid);
  const before = { ...work };
  await something;
  const seconds = (performance.now() - startedAt) / 1000;
  const [done, warm] = [work.done - before.done, work.warm - before.warm];
  const cpuMs = (await treeTime(process.pid)) - cpuBefore;
  return {
    seconds,
    perSecond: done / seconds,
    msARun: cpuMs / done,
    warmPercent: (warm / done) * 100,
    started: sandbox.counts().started - startedBefore,
    processors: cpuMs / seconds / 10,
    memoryMb: sandbox.slots().reduce((sum, { pid }) => sum + privateMb(pid), 0),
  };
}

async function runBlocked(sandbox: Sandbox, lateMs: number[]): Promise<void> {
  const host = new MemoryHost();
  host.respond = async () => {
    await delay(FETCH_MS);
    return reply(200, 'slow');
  };
  const startedAt = performance.now();
  const run = async (_: unknown, index: number) => {
    const place = { projectId: 'slow', integrationId: `slow ${index}`, limits: { wallMs: 60_000 } };
    const { ending } = await sandbox.run(inputOf(slow, place), host);
    if (ending.kind !== 'succeeded') throw new Error(`a blocked run ended: ${JSON.stringify(ending)}`);
    lateMs.push(performance.now() - startedAt);
  };
  await Promise.all(Array.from({ length: blocked }, run));
}

async function runShort(sandbox: Sandbox, integrationId: string, work: Work) {
  const host = new MemoryHost();
  while (!work.isOver) {
    const { ending, isolation } = await sandbox.run(
      inputOf(short, { projectId: 'short', integrationId }),
      host,
    );
    if (ending.kind !== 'succeeded') throw new Error(`a short run ended: ${JSON.stringify(ending)}`);
    work.done += 1;
    if (isolation === 'warm') work.warm += 1;
  }
}
