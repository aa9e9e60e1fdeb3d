import type ivm from 'isolated-vm';
import type { watchPromises, WatchQuestion } from '../guest/promise-watch.ts';

type Watch = ivm.Reference<ReturnType<typeof watchPromises>> | undefined;

/** An answer runs code of the script in the worst case: a getter of a promise. */
const ANSWER_MS = 100;

/** Counts the promises that a script waits for and that nothing can settle any more. */
export function countUnsettled(watch: Watch): number {
  if (!ask(watch, 'begin')) return 0;
  return Number(ask(watch, 'count') ?? 0);
}

/** Gives what an error holds besides its stack that rejected a promise; `''` if that error is not known. */
export function findParts(watch: Watch, thrown: unknown): string {
  const answer = thrown instanceof Error ? ask(watch, 'last error') : undefined;
  if (typeof answer !== 'string') return '';
  const { stack, parts } = JSON.parse(answer) as { stack: string; parts: string };
  return (thrown as Error).stack?.startsWith(stack) === true ? parts : '';
}

function ask(watch: Watch, question: WatchQuestion): number | string | undefined {
  try {
    const options = { __proto__: null, timeout: ANSWER_MS } as ivm.RunOptions;
    return watch?.applySync(undefined, [question], options);
  } catch {
    return undefined;
  }
}
