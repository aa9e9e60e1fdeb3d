/**
 * What it costs to try a script: npm run bench:author-loop [-- --rounds 9]
 *
 * Processor time is quoted rather than time by the clock: it depends less on what else the machine does.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sampleActivity } from '@upshot/event-types/sample-activity';
import { answerByRules } from '@upshot/trial/rules/answer-by-rules';
import { runTrial } from '@upshot/trial/run-trial';
import { openTrialSandbox } from '@upshot/trial/trial-sandbox';
import { treeTime } from './support/process-times.ts';
import { percentile, print, printGoal } from './support/report.ts';

const root = join(import.meta.dirname, '..');
const upshot = join(root, 'packages/cli/bin/upshot');
const example = join(root, 'examples/count-pushes.js');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'upshot-bench-'));

/** Writes down what a process has used of the processors, its children not counted. */
const countAtExit = `import { writeFileSync } from 'node:fs';
  process.on('exit', () => writeFileSync(process.env.UPSHOT_BENCH_CPU, JSON.stringify(process.cpuUsage())));`;

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

function runCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): Cost {
  const report = join(folder, 'cpu.json');
  const hook = `--import=data:text/javascript,${encodeURIComponent(countAtExit)}`;
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(upshot, args, {
    env: { ...process.env, NODE_OPTIONS: hook, UPSHOT_BENCH_CPU: report, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`upshot ${args.join(' ')}: ${stderr}`);
  const { user, system } = JSON.parse(readFileSync(report, 'utf8')) as { user: number; system: number };
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedAt };
}

function measure(what: string, run: () => Cost): number {
  run();
  const costs = Array.from({ length: rounds }, run);
  const cpu = percentile(
    costs.map(({ cpuMs }) => cpuMs),
    0.5,
  );
  const wall = percentile(
    costs.map(({ wallMs }) => wallMs),
    0.5,
  );
  print(what, `${cpu.toFixed(0)} ms CPU, ${wall.toFixed(0)} ms by the clock`);
  return cpu;
}

/** A slot from its start to the end of its first trial, and further trials in it. */
async function measureSlot(): Promise<{ first: number; next: number; hundredMs: number }> {
  const sandbox = openTrialSandbox({});
  const trial = () =>
    runTrial(sandbox, {
      script: { file: 'count-pushes.js', source: readFileSync(example, 'utf8') },
      activity: JSON.stringify(sampleActivity('environment.push')),
      activitySource: 'sample',
      project: '{}',
      variables: '{}',
      secrets: [],
      storage: new Map(),
      answerer: answerByRules({ answers: [] }, false),
      limits: {},
    });
  await trial();
  const [slot] = sandbox.slots();
  const first = await treeTime(slot?.pid ?? 0);
  const startedAt = performance.now();
  for (let i = 0; i < 100; i += 1) await trial();
  const hundredMs = performance.now() - startedAt;
  const next = ((await treeTime(slot?.pid ?? 0)) - first) / 100;
  await sandbox.close();
  return { first, next, hundredMs };
}

console.log(`Medians of ${rounds}:`);
measure('upshot --version', () => runCommand(['--version']));
const parent = measure('script:run, its own process', () => runCommand(['script:run', example]));
let run = 0;
measure('script:run with an empty cache', () => {
  run += 1;
  return runCommand(['script:run', example], { XDG_CACHE_HOME: join(folder, String(run)) });
});
const slots: Awaited<ReturnType<typeof measureSlot>>[] = [];
for (let i = 0; i < rounds; i += 1) slots.push(await measureSlot());
const slot = percentile(
  slots.map(({ first }) => first),
  0.5,
);
print('its slot: start and first trial', `${slot.toFixed(0)} ms CPU`);
print(
  'each further trial in the slot',
  `${percentile(
    slots.map(({ next }) => next),
    0.5,
  ).toFixed(1)} ms CPU`,
);
print(
  '100 trials',
  `${percentile(
    slots.map(({ hundredMs }) => hundredMs),
    0.5,
  ).toFixed(0)} ms by the clock`,
);
printGoal('parent: at most 350 ms of CPU', parent <= 350);
printGoal('slot: at most 200 ms of CPU', slot <= 200);
rmSync(folder, { recursive: true });
