import type { Deviation } from '../cassette/replay.ts';
import { aroundDifference } from '../cassette/around-difference.ts';

/** Differences that are small enough to be kept. */
export interface BoundDifferences {
  readonly differences: readonly Deviation[];
  /** How many more there were. */
  readonly omitted: number;
}

/** So many characters of a text are kept before the first one that differs, and after it. */
const AROUND = { before: 60, after: 240 };
const MAX_CALL = 300;
const MAX_FIELDS = 10;

/** The differences of one run take so many characters at most. */
export const MAX_DIFFERENCES = 4000;

/** Keeps the first differences: of long texts the place where they differ, with secrets redacted. */
export function boundDifferences(
  deviations: readonly Deviation[],
  redact: (text: string) => string,
): BoundDifferences {
  const differences: Deviation[] = [];
  let left = MAX_DIFFERENCES;
  for (const deviation of deviations) {
    const shortened = shorten(deviation, redact);
    left -= JSON.stringify(shortened).length;
    if (left < 0) break;
    differences.push(shortened);
  }
  return { differences, omitted: deviations.length - differences.length };
}

function shorten({ kind, part, call, fields }: Deviation, redact: (text: string) => string): Deviation {
  return {
    kind,
    part,
    call: cut(redact(call)),
    fields: fields.slice(0, MAX_FIELDS).map(({ field, recorded, now }) => {
      const { before, after } = aroundDifference(redact(recorded), redact(now), AROUND);
      return { field: cut(redact(field)), recorded: before, now: after };
    }),
  };
}

function cut(text: string): string {
  return text.length > MAX_CALL ? `${text.slice(0, MAX_CALL)}…` : text;
}
