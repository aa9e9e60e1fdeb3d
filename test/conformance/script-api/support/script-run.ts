import type { Database } from '@upshot/ledger/connect';
import type { Outcome } from '@upshot/shared/outcome';

/** A line of a run's output. */
interface LoggedLine {
  readonly level: string;
  readonly text: string;
}

/** A finished run as the activity log tells it. */
export interface ScriptRun {
  readonly outcome: Outcome;
  readonly lines: readonly LoggedLine[];
  /** What the script itself printed: without the lines that tell of its requests. */
  readonly printed: readonly string[];
  readonly error:
    | {
        readonly name: string | null;
        readonly message: string | null;
        readonly stack: string | null;
        readonly line: number | null;
        readonly column: number | null;
      }
    | undefined;
  readonly fetches: number | null;
}

/** Reads a run's final entry in the activity log; throws while there is none. */
export async function readRun(database: Database, run: string): Promise<ScriptRun> {
  const entry = await database
    .selectFrom('activity_log')
    .selectAll()
    .where('run_id', '=', run)
    .where('is_final', '=', true)
    .executeTakeFirstOrThrow();
  const lines = splitOutput(entry.output, entry.output_index);
  const { error_message: message, error_stack: stack, error_line: line, error_column: column } = entry;
  const error =
    entry.error_name === null ? undefined : { name: entry.error_name, message, stack, line, column };
  const printed = lines.map(({ text }) => text).filter((text) => !/^HTTP (request|response) /.test(text));
  return { outcome: entry.outcome, lines, printed, error, fetches: entry.fetches };
}

type IndexedLine = readonly [atMs: number, level: string, length: number];

function splitOutput(output: string, index: readonly IndexedLine[]): LoggedLine[] {
  let at = 0;
  return index.map(([, level, length]) => {
    const text = output.slice(at, at + length);
    at += length + 1;
    return { level, text };
  });
}
