import type { Trial } from '../trial.ts';
import type { Cassette } from './cassette-schema.ts';
import type { Deviation, FieldDifference } from './replay.ts';

/** How a trial ended, as cassettes have it. */
export function resultOf({ outcome, error, output }: Trial): Cassette['result'] {
  return {
    outcome,
    error:
      error === null
        ? null
        : { name: error.name, message: error.message, line: error.line, column: error.column },
    output: output.map(([atMs, level, text]) => [atMs, level, text]),
  };
}

/** What of a result is not as it was recorded; times do not count. */
export function compareResult(recorded: Cassette['result'], now: Cassette['result']): readonly Deviation[] {
  const parts = {
    outcome: differ('outcome', recorded.outcome, now.outcome),
    error: differ('error', describeError(recorded.error), describeError(now.error)),
    output: compareOutput(recorded.output, now.output),
  };
  return (['outcome', 'error', 'output'] as const).flatMap((part): Deviation[] => {
    const fields = parts[part];
    return fields.length === 0 ? [] : [{ kind: 'differs', part, call: 'the result', fields }];
  });
}

function differ(field: string, recorded: string, now: string): readonly FieldDifference[] {
  return joinMasks(recorded) === joinMasks(now) ? [] : [{ field, recorded, now }];
}

/** Two secrets in a row are masked as one, or as two when they came from a cassette. */
function joinMasks(text: string): string {
  return text.replaceAll(/(?:\*{6})+/g, '******');
}

/** The place is no effect: it moves with every line above it. */
function describeError(error: Cassette['result']['error']): string {
  return error === null ? '(none)' : `${error.name}: ${error.message}`;
}

type Lines = Cassette['result']['output'];

/** Only the first line that differs is told: the others often follow from it. Requests are compared by themselves. */
function compareOutput(before: Lines, after: Lines): readonly FieldDifference[] {
  const [recorded = [], now = []] = [before, after].map((lines) =>
    lines.filter(([, level]) => level !== 'host'),
  );
  const textAt = (lines: Lines, index: number) => {
    const line = lines[index];
    return line === undefined ? '(none)' : `${line[1]} ${line[2]}`;
  };
  const count = Math.max(recorded.length, now.length);
  for (let index = 0; index < count; index += 1) {
    const found = differ(`output line ${index + 1}`, textAt(recorded, index), textAt(now, index));
    if (found.length > 0) return found;
  }
  return [];
}
