import { toTimestamp } from '@upshot/shared/timestamp';
import type { RunError, OutputLine } from '@upshot/shared/outcome';
import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import { makeCassette, type Recording } from '@upshot/trial/cassette/make-cassette';
import type { Attempt } from '../executor.ts';

/** The name of every script in its errors. */
export const SCRIPT_NAME = 'script.js';

/** How an attempt ended, with secrets masked. */
interface Described {
  readonly outcome: string;
  readonly error: RunError | undefined;
  readonly output: readonly {
    readonly at_ms: number;
    readonly level: OutputLine['level'];
    readonly text: string;
  }[];
}

/** The cassette of an attempt. */
export function cassetteOf(
  { integration, run, number }: Attempt<'script'>,
  recording: Recording,
  { outcome, error, output }: Described,
): Cassette {
  const { project, variables, secrets, version, fields } = integration;
  const numbered = version === undefined ? {} : { version };
  return makeCassette({
    recorded: { at: toTimestamp(Date.now()), by: 'upshot worker', run: run.id, attempt: number },
    script: { name: SCRIPT_NAME, ...numbered, source: fields.script },
    activity: run.body,
    project,
    variables,
    secrets,
    recording,
    result: {
      outcome,
      error: error === undefined ? null : describeError(error),
      output: output.map(({ at_ms: atMs, level, text }) => [atMs, level, text]),
    },
  });
}

function describeError({ name, message, line, column }: RunError) {
  return { name, message, line: line ?? null, column: column ?? null };
}
