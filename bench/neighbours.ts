/**
 * `npm run bench:neighbours [-- --rounds 3 --seconds 1.5 --slots 3 --only bomb]`: how much slower the short scripts
 * of one project get beside a benign busy neighbour, and beside hostile ones. Each kind is measured in short blocks
 * between two blocks of the benign neighbour, and compared with these alone: this machine is never twice the same.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox } from '@upshot/sandbox/sandbox';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { hostileScripts } from './support/hostile-scripts.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '1.5' },
    slots: { type: 'string', default: String(Math.ceil(availableParallelism() * 1.5)) },
  },
});
const rounds = Number(values.rounds);
const kinds = hostileScripts.filter(([name]) => name.includes(values.only));
const blockMs = Number(values.seconds) * 1000;

/** What most scripts do: read the activity, count, print. */
const short = `const storage = require('storage');
const count = (storage.get('count') || 0) + 1;
storage.set('count', count);
console.log('Activity ' + count + ': ' + activity.type + ' ' + activity.payload.length);`;
/** A neighbour that has a lot to do, and means no harm. */
const busy = `let sum = 0; for (let i = 0; i < 4e7; i += 1) sum = (sum * 31 + i) | 0; console.log(sum)`;
const limits = { wallMs: 30_000, cpuMs: 1000, memoryMb: 128, outputBytes: 256 * 1024, fetches: 50 };
const activity = JSON.stringify({ type: 'environment.push', payload: Array.from({ length: 200 }, String) });

await using sandbox = disposable(createSandbox({ maxRunning: Number(values.slots), limits }));

interface Block {
  /** How long each short run took, the wait for its slot included. */
  readonly times: readonly number[];
  /** The longest that the event loop of the main process was held up. */
  readonly stallMs: number;
}

const results = new Map<string, Block[]>();
await measure(undefined);
for (let round = 0; round < rounds; round += 1) {
  await record('alone', undefined);
  for (const [name, source] of kinds) {
    await record(`benign, before ${name}`, busy);
    await record(name, source);
  }
}
report();

async function record(name: string, neighbour: string | undefined): Promise<void> {
  results.set(name, [...(results.get(name) ?? []), await measure(neighbour)]);
}

/**
 * Runs short scripts, one after the other, beside a neighbour that begins again whenever it has ended. Its last run is
 * waited for, not cut short, and so is whatever slot has to be replaced: neither is to burden the next block.
 */
async function measure(neighbour: string | undefined): Promise<Block> {
  await untilReady();
  await run('honest', short);
  let isOver = false;
  const beside = neighbour === undefined ? undefined : repeat(neighbour, () => isOver);
  const clock = watchClock();
  const times: number[] = [];
  const endsAt = performance.now() + blockMs;
  while (performance.now() < endsAt) {
    const startedAt = performance.now();
    const { ending } = await run('honest', short);
    if (ending.kind !== 'succeeded') throw new Error(`a short script ended as ${ending.kind}`);
    times.push(performance.now() - startedAt);
  }
  const stallMs = clock.stop();
  isOver = true;
  await beside;
  return { times, stallMs };
}

async function repeat(source: string, isOver: () => boolean): Promise<void> {
  while (!isOver()) await run('neighbour', source);
}

async function untilReady(): Promise<void> {
  const idle = () => sandbox.slots().filter(({ state }) => state === 'idle').length;
  while (idle() < Number(values.slots)) await delay(10);
}

async function run(project: string, source: string) {
  const script = {
    integrationId: project,
    versionId: source,
    filename: 'script.js',
    source,
    projectId: project,
  };
  const input = { script, activity, project: '{}', variables: '{}' };
  const host = new MemoryHost();
  host.respond = () => Promise.resolve(reply(200, 'x'.repeat(100_000)));
  return await sandbox.run(input, host);
}

function watchClock(): { stop(): number } {
  let last = performance.now();
  let longest = 0;
  const measure = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 5);
    last = now;
  };
  const timer = setInterval(measure, 5);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

function disposable(made: Sandbox): Sandbox & AsyncDisposable {
  return Object.assign(made, { [Symbol.asyncDispose]: () => made.close() });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function timesOf(name: string): readonly number[] {
  return (results.get(name) ?? []).map(({ times }) => median(times));
}

function report(): void {
  const alone = median(timesOf('alone'));
  console.log(
    `${availableParallelism()} cores, ${values.slots} slots, ${rounds} rounds of ${values.seconds} s`,
  );
  console.log(`a short script alone: ${alone.toFixed(2)} ms (median, with the wait for its slot)\n`);
  console.log(`${'beside'.padEnd(28)}    median   of alone  of benign   longest stall of the main process`);
  for (const [name] of kinds) {
    const own = timesOf(name);
    const benign = timesOf(`benign, before ${name}`);
    const ratio = median(own.map((time, round) => time / (benign[round] ?? Number.NaN)));
    const stall = Math.max(...(results.get(name) ?? []).map(({ stallMs }) => stallMs));
    console.log(
      `${name.padEnd(28)} ${median(own).toFixed(2).padStart(7)} ms ${(median(own) / alone).toFixed(2).padStart(9)}x ` +
        `${ratio.toFixed(2).padStart(9)}x ${stall.toFixed(0).padStart(8)} ms`,
    );
  }
  const benign = [...results.keys()].filter((name) => name.startsWith('benign')).flatMap(timesOf);
  console.log(
    `${'a benign busy one'.padEnd(28)} ${median(benign).toFixed(2).padStart(7)} ms ` +
      `${(median(benign) / alone).toFixed(2).padStart(9)}x`,
  );
}
