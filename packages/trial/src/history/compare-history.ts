import type { Deviation, FieldDifference } from '../cassette/replay.ts';
import type { Trial } from '../trial.ts';
import { readKnownRun, type KnownRun } from './known-run.ts';

/** What became of a run with another source. */
export type Verdict = 'same' | 'changed' | 'fixed' | 'broken';

/** What a comparison can leave out. */
export const comparedParts = ['error', 'output', 'requests', 'storage'] as const;
export type ComparedPart = (typeof comparedParts)[number];

/** Judges by the outcomes first, then by what else is different. */
export function verdictOf(before: string, after: string, isDifferent: boolean): Verdict {
  const [succeeded, succeeds] = [before, after].map((outcome) => outcome === 'succeeded');
  if (succeeded === true && succeeds !== true) return 'broken';
  if (succeeded !== true && succeeds === true) return 'fixed';
  return isDifferent || before !== after ? 'changed' : 'same';
}

/** What a replay did otherwise and someone could see: a value that is read, and not used, is no effect. */
export function effectsOf(deviations: readonly Deviation[]): readonly Deviation[] {
  return deviations.filter(({ part }) => part !== 'reads');
}

/** Compares a trial with what the log knows of a run: outcome, error, lines, and methods and URLs of requests. */
export function compareWithLog(known: KnownRun, trial: Trial): readonly Deviation[] {
  const { outcome, error } = trial;
  const output = trial.output.map(([, , text]) => text).join('\n');
  const now = readKnownRun({ outcome, error, output });
  return [
    ...differ('outcome', known.outcome, now.outcome),
    ...differ('error', known.error, now.error),
    ...differ('output', known.lines.join('\n'), now.lines.join('\n')),
    ...differ('requests', requestsOf(known, now), requestsOf(now, known)),
  ];
}

function differ(part: Deviation['part'], recorded: string, now: string): readonly Deviation[] {
  const field: FieldDifference = { field: part, recorded, now };
  return recorded === now ? [] : [{ kind: 'differs', part, call: 'the result', fields: [field] }];
}

/** Where either side has masked a URL, its method alone is compared. */
function requestsOf({ requests }: KnownRun, other: KnownRun): string {
  return requests
    .map(({ request }, index) => {
      const texts = [request, other.requests[index]?.request ?? ''];
      const isMasked = texts.some((text) => /\*{6}|\.invalid\/|<\w+>/.test(text));
      return isMasked ? request.replace(/ .*/, ' …') : request;
    })
    .join('\n');
}
