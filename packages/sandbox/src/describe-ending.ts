import type { Outcome, RunError } from '@upshot/shared/outcome';
import type { Ending, ScriptError } from './ending.ts';

/** The endings of a run that has an outcome. */
export type Finished = Exclude<Ending, { kind: 'aborted' }>;

/** The outcome of a run and its error, in the words of the activity log. */
export function describeEnding(ending: Finished): { outcome: Outcome; error?: RunError } {
  switch (ending.kind) {
    case 'succeeded':
      return { outcome: 'succeeded' };
    case 'failed':
      return { outcome: 'failed', error: toRunError(ending.error) };
    case 'timed_out': {
      const what = ending.limit === 'wall' ? 'wall-clock' : 'processor';
      const message = `the script used up its ${ending.limitMs} ms of ${what} time`;
      return { outcome: 'timed_out', error: { ...ending.error, name: 'TimeoutError', message } };
    }
    case 'out_of_memory':
      return {
        outcome: 'out_of_memory',
        error: { name: 'MemoryError', message: `the script used up its ${ending.limitMb} MB of memory` },
      };
    case 'crashed':
      return { outcome: 'crashed', error: { name: 'CrashError', message: ending.reason } };
  }
}

function toRunError({ name, message, stack, line, column }: ScriptError): RunError {
  return { name, message, stack, line, column };
}
