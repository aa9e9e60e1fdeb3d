import { describeError } from '../describe-error.ts';
import type { Terminal } from '../terminal.ts';
import { readKeys } from './read-keys.ts';
import { watchFiles, type WatchMode } from './watch-files.ts';

/** What `--watch` runs, and when. */
export interface WatchPlan {
  readonly files: readonly string[];
  readonly mode: WatchMode;
  readonly run: () => Promise<unknown>;
  /** Chooses another activity for the runs to come. */
  readonly another: () => Promise<void>;
}

/**
 * Runs at once, then after every change of a file and whenever Enter is pressed, until q; a runs it on another
 * activity. Failures are printed.
 */
export async function runOnChanges(
  terminal: Terminal,
  { files, mode, run, another }: WatchPlan,
): Promise<void> {
  const quitting = new AbortController();
  let running = Promise.resolve();
  const runAfter = async (former: Promise<void>, prepare: () => Promise<void>) => {
    await former;
    if (quitting.signal.aborted) return;
    terminal.note(`──────── ${new Date().toLocaleTimeString('en-GB')} ────────`, 'dim');
    const ran = prepare().then(run);
    await ran.catch((error: unknown) => terminal.warn(describeError(error), 'red'));
  };
  const runNext = (prepare = () => Promise.resolve()) => {
    running = runAfter(running, prepare);
  };
  const stopKeys = readKeys((key) => {
    if (key === 'quit') quitting.abort();
    else if (key === 'another') runNext(another);
    else runNext();
  });
  try {
    const changes = watchFiles(files, mode, quitting.signal);
    runNext();
    const what = files.length === 1 ? '1 file' : `${files.length} files`;
    terminal.note(`Watching ${what}; Enter runs again, a takes another activity, q quits.`, 'dim');
    for await (const _change of changes) runNext();
    await running;
  } finally {
    stopKeys();
  }
}
