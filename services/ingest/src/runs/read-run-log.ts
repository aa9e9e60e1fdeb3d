import type { Database } from '@upshot/ledger/connect';
import type { LiveLine, LiveOutput } from '@upshot/runtime/live-output';
import type { LogItem, LogState } from '../http/paging/log-stream.ts';
import { describeError } from './describe-run.ts';
import { findAttempts, findProgress, type Progress, type RunKey } from '@upshot/ledger/runs/attempts';
import type { AttemptRow, RunRow } from '@upshot/ledger/runs/run-row';

/**
 * Rebuilds the log of a run, attempt by attempt: each line when it was printed, and at the end what went wrong. Of the
 * attempt under way it has what was shown so far, under the ids that these lines will have in the ledger. May be called
 * again and again: attempts that ended are read anew when another one did.
 */
export function createRunLogReader(
  database: Database,
  live: LiveOutput,
  key: RunKey,
  find: () => Promise<RunRow>,
): () => Promise<LogState> {
  let known:
    { readonly progress: Progress; readonly log: LogState; readonly items: readonly LogItem[] } | undefined;
  return async () => {
    const progress = known === undefined ? undefined : await findProgress(database, key);
    if (known !== undefined && isSame(progress, known.progress)) {
      if (!known.progress.is_begun) return known.log;
      return toState([...known.items, ...(await readShown(live, key.run, known.progress))], false);
    }
    const run = await find();
    const items = (await findAttempts(database, key)).flatMap(readAttempt);
    const shown = run.is_pending ? await readShown(live, run.id, run) : [];
    const log = toState([...items, ...shown], !run.is_pending);
    known = run.is_pending ? { progress: run, log, items } : undefined;
    return log;
  };
}

function isSame(one: Progress | undefined, other: Progress): boolean {
  return one?.attempt === other.attempt && one.is_begun === other.is_begun;
}

async function readShown(
  live: LiveOutput,
  run: string,
  { attempt, is_begun }: Progress,
): Promise<readonly LogItem[]> {
  const lines = is_begun ? await live.read(run, attempt) : [];
  return lines.map((line, at) => readLive(attempt, line, at));
}

function toState(items: readonly LogItem[], isComplete: boolean): LogState {
  return { itemsFrom: (start) => items.slice(start), isComplete };
}

function readAttempt(attempt: AttemptRow): readonly LogItem[] {
  return [...readOutput(attempt), ...readError(attempt)];
}

function readLive(attempt: number, [at, text]: LiveLine, line: number): LogItem {
  return { id: `${attempt}.${line}`, at: new Date(at), message: `${text}\n` };
}

/**
 * The output is its lines with newlines between them; the index has the length of each, since a line may hold
 * newlines.
 */
function readOutput({
  attempt,
  started_at,
  logged_at,
  output,
  output_index,
}: AttemptRow): readonly LogItem[] {
  const begin = (started_at ?? logged_at ?? new Date(0)).getTime();
  let start = 0;
  return (output_index ?? []).map(([atMs, , length], line) => {
    const text = (output ?? '').slice(start, start + length);
    start += length + 1;
    return { id: `${attempt}.${line}`, at: new Date(begin + atMs), message: `${text}\n` };
  });
}

function readError(attempt: AttemptRow): readonly LogItem[] {
  const error = describeError(attempt);
  if (error === null) return [];
  const place = error.line === null ? '' : ` (line ${error.line}, column ${error.column ?? 1})`;
  const message = `${error.name}: ${error.message}${place}\n`;
  return [{ id: `${attempt.attempt}.error`, at: attempt.logged_at ?? new Date(0), message }];
}
