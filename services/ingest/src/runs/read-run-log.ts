import type { Database } from '@upshot/shared/database/connect';
import type { LiveLine, LiveOutput } from '@upshot/shared/live-output';
import type { LogItem, LogState } from '../http/log-stream.ts';
import { describeError } from './describe-run.ts';
import { findAttempts, type RunKey } from './find-run.ts';
import type { AttemptRow, RunRow } from './run-row.ts';

/**
 * Rebuilds the log of a run, attempt by attempt: each line when it was printed, and at the end what went wrong. Of the
 * attempt under way it has what was shown so far, under the ids that these lines will have in the ledger.
 */
export async function readRunLog(
  database: Database,
  live: LiveOutput,
  key: RunKey,
  find: () => Promise<RunRow>,
): Promise<LogState> {
  const run = await find();
  const attempts = await findAttempts(database, key);
  const lines = run.is_pending && run.is_begun ? await live.read(run.id, run.attempt) : [];
  const items = [
    ...attempts.flatMap(readAttempt),
    ...lines.map((line, at) => readLive(run.attempt, line, at)),
  ];
  return { itemsFrom: (start) => items.slice(start), isComplete: !run.is_pending };
}

function readAttempt(attempt: AttemptRow): readonly LogItem[] {
  return [...readOutput(attempt), ...readError(attempt)];
}

function readLive(attempt: number, [at, text]: LiveLine, line: number): LogItem {
  return { id: `${attempt}.${line}`, at: new Date(at), message: `${text}\n` };
}

/** The output is its lines with newlines between them; the index has the length of each, since a line may hold newlines. */
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
