/**
 * `npm run bench:check [-- --base main --rounds 5 --activities 1000 --paced 250 --limit 10]`: compares the processor
 * time of an activity between a commit and this tree, by turns. Ends with 1 when this tree takes more than `--limit`
 * percent more, alone or in a burst. Both are measured by the bench of this tree.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectDirectory } from '@upshot/local/service';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import type { Figures } from './peers/measure.ts';
import { format, percentile, print, printGoal } from './support/report.ts';
import type { CostOrder } from './support/cost-measurer.ts';

const figures = ['all, ms', 'at 50/s: all, ms'];

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: 'main' },
    rounds: { type: 'string', default: '5' },
    activities: { type: 'string', default: '1000' },
    paced: { type: 'string', default: '250' },
    limit: { type: 'string', default: '10' },
  },
});
const load = { activities: Number(values.activities), paced: Number(values.paced) };
const limit = 1 + Number(values.limit) / 100;

await using directory = await temporaryDirectory();
const tree = join(directory.path, 'base');
git('worktree', 'add', '--quiet', '--detach', tree, values.base);
try {
  prepare(tree);
  process.exitCode = (await compare(tree)) ? 0 : 1;
} finally {
  git('worktree', 'remove', '--force', tree);
}

/** Gives the other tree its packages, and the bench of this one. */
function prepare(tree: string): void {
  const isSame = [projectDirectory, tree]
    .map((directory) => readFileSync(join(directory, 'package-lock.json'), 'utf8'))
    .every((lock, _, [first]) => lock === first);
  // Hard links take no space and no time.
  if (isSame) execFileSync('cp', ['-al', join(projectDirectory, 'node_modules'), join(tree, 'node_modules')]);
  else
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: tree,
      stdio: 'inherit',
    });
  cpSync(join(projectDirectory, 'bench'), join(tree, 'bench'), { recursive: true });
}

async function compare(tree: string): Promise<boolean> {
  const base = await startMeasurer(tree);
  const ours = await startMeasurer(projectDirectory);
  const ratios: Record<string, number[]> = {};
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const before = await ask(base, { ...load, round });
    const after = await ask(ours, { ...load, round });
    for (const figure of figures) {
      const [was = Number.NaN, is = Number.NaN] = [before[figure], after[figure]];
      (ratios[figure] ??= []).push(is / was);
      print(`round ${round + 1}: ${figure}`, `${values.base} ${format(was)}, this tree ${format(is)}`);
    }
  }
  await Promise.all([base, ours].map(end));
  const medians = figures.map((figure) => percentile(ratios[figure] ?? [], 0.5));
  for (const [index, figure] of figures.entries())
    print(
      `${figure}: ratio, median and rounds`,
      [medians[index] ?? 0, ...(ratios[figure] ?? [])].map(format).join(', '),
    );
  const isWithin = medians.every((ratio) => ratio <= limit);
  printGoal(`at most ${values.limit} % more`, isWithin);
  return isWithin;
}

async function startMeasurer(cwd: string): Promise<ChildProcess> {
  const measurer = fork(join(cwd, 'bench', 'support', 'cost-measurer.ts'), { cwd });
  await once(measurer, 'message');
  return measurer;
}

async function ask(measurer: ChildProcess, order: CostOrder): Promise<Figures> {
  const failed = once(measurer, 'exit').then(([code]) => {
    throw new Error(`a measurer ended with ${String(code)}`);
  });
  const answered = once(measurer, 'message');
  measurer.send(order);
  const [answer] = (await Promise.race([answered, failed])) as [Figures];
  return answer;
}

async function end(measurer: ChildProcess): Promise<void> {
  const ended = once(measurer, 'exit');
  measurer.send('end');
  await ended;
}

function git(...args: readonly string[]): void {
  execFileSync('git', args, { cwd: projectDirectory, stdio: ['ignore', 'inherit', 'inherit'] });
}
