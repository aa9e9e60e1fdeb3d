/**
 * `npm run mutants [-- TEXT]`: breaks the core by one small edit after the other, and expects tests to fail each time.
 * With a text it tries only the mutants whose name or file contains it. Exits with 1 when a mutant survives.
 */
import { join } from 'node:path';
import { coreMutants } from './core-mutants.ts';
import { MutantTester, type Verdict } from './mutant-tester.ts';
import type { Mutant } from './mutant.ts';

/** Two keep two cores busy. */
const TESTERS = 2;

const text = process.argv[2] ?? '';
const mutants = coreMutants.filter(({ name, file }) => name.includes(text) || file.includes(text));
if (mutants.length === 0) throw new Error(`no mutant has "${text}" in its name or file`);
const startedAt = performance.now();
const interrupted = new AbortController();

await using running = new AsyncDisposableStack();
const root = join(import.meta.dirname, '..', '..');
const testers = await Promise.all(Array.from({ length: TESTERS }, () => MutantTester.start(root)));
for (const tester of testers) running.use(tester);
process.once('SIGINT', () => {
  interrupted.abort();
  for (const tester of testers) void tester.cancel();
});
process.exitCode = await run();

async function run(): Promise<number> {
  const failing = (await Promise.all(testers.map(findFailing))).flat();
  if (interrupted.signal.aborted) return 130;
  if (failing.length > 0) {
    console.error(`These tests fail without any mutant:\n${failing.join('\n')}`);
    return 2;
  }
  const waiting = [...mutants];
  const killed = (await Promise.all(testers.map((tester) => testAll(tester, waiting)))).reduce(
    (a, b) => a + b,
  );
  if (interrupted.signal.aborted) return 130;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`killed ${killed} of ${mutants.length} mutants in ${seconds} s`);
  return killed === mutants.length ? 0 : 1;
}

/** Each tester runs its part of the tests as they are. */
async function findFailing(tester: MutantTester, index: number): Promise<readonly string[]> {
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  return await tester.findFailing(tests.filter((_, place) => place % TESTERS === index));
}

/** Tests mutants until none waits; resolves with the number of those killed. */
async function testAll(tester: MutantTester, waiting: Mutant[]): Promise<number> {
  let killed = 0;
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const begunAt = performance.now();
    const verdict = await tester.test(mutant);
    if (interrupted.signal.aborted) break;
    if (verdict === 'killed') killed++;
    console.log(describeVerdict(mutant, verdict, performance.now() - begunAt));
  }
  return killed;
}

function describeVerdict({ name, file }: Mutant, verdict: Verdict, ms: number): string {
  return `${verdict.padEnd(10)} ${(ms / 1000).toFixed(1).padStart(5)} s  ${name} (${file.slice(1)})`;
}
