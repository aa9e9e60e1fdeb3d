import type { LogItem } from '../http/log-stream.ts';
import { describeError } from './describe-run.ts';
import type { AttemptRow } from './run-row.ts';

/** Rebuilds the log of a run, attempt by attempt: each line when it was printed, and at the end what went wrong. */
export function readRunLog(attempts: readonly AttemptRow[]): readonly LogItem[] {
  return attempts.flatMap((attempt) => [...readOutput(attempt), ...readError(attempt)]);
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
