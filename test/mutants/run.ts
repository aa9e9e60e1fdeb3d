/**
 * `npm run mutants [-- TEXT]`: breaks the core by one small edit after the other, and expects tests to fail each time.
 * With a text it tries only the mutants whose name or file contains it. Exits with 1 when a mutant survives.
 */
import { join } from 'node:path';
import { coreMutants } from './core-mutants.ts';
import { MutantTester, type Verdict } from './mutant-tester.ts';
import type { Mutant } from './mutant.ts';

const text = process.argv[2] ?? '';
const mutants = coreMutants.filter(({ name, file }) => name.includes(text) || file.includes(text));
const startedAt = performance.now();
const interrupted = new AbortController();

await using tester = await MutantTester.start(join(import.meta.dirname, '..', '..'));
process.once('SIGINT', () => {
  interrupted.abort();
  void tester.cancel();
});
process.exitCode = await run();

async function run(): Promise<number> {
  const failing = await tester.findFailing([...new Set(mutants.flatMap(({ tests }) => tests))]);
  if (failing.length > 0) {
    console.error(`These tests fail without any mutant:\n${failing.join('\n')}`);
    return 2;
  }
  let killed = 0;
  for (const mutant of mutants) {
    const begunAt = performance.now();
    const verdict = await tester.test(mutant);
    if (interrupted.signal.aborted) return 130;
    if (verdict === 'killed') killed++;
    console.log(describeVerdict(mutant, verdict, performance.now() - begunAt));
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`killed ${killed} of ${mutants.length} mutants in ${seconds} s`);
  return killed === mutants.length ? 0 : 1;
}

function describeVerdict({ name, file }: Mutant, verdict: Verdict, ms: number): string {
  return `${verdict.padEnd(10)} ${(ms / 1000).toFixed(1).padStart(5)} s  ${name} (${file.slice(1)})`;
}
