import type { TrialLine } from '../render-trial.ts';
import { aroundDifference } from './around-difference.ts';
import type { Cassette } from './cassette-schema.ts';
import type { Deviation, FieldDifference } from './replay.ts';

/** How a replay compares with its recording; part of the JSON of `script:run --replay --json`. */
export interface ReplayReport {
  readonly recorded: Cassette['recorded'];
  readonly exact: boolean;
  readonly inexact_because: readonly string[];
  readonly is_same_script: boolean;
  readonly deviations: readonly Deviation[];
}

/** Renders the comparison for people. */
export function renderReplay(report: ReplayReport): readonly TrialLine[] {
  const { recorded, inexact_because: reasons, is_same_script: isSame, deviations } = report;
  const { at, run, attempt } = recorded;
  const from = run === undefined ? at : `run ${run}, attempt ${attempt ?? 1}, ${at}`;
  const notes = reasons.map((reason): TrialLine => ({ text: `  not exact: ${reason}`, tone: 'dim' }));
  const script = isSame ? 'the same script' : 'another version of the script';
  if (deviations.length === 0)
    return [{ text: `✓ the same as recorded (${from}; ${script})`, tone: 'good' }, ...notes];
  return [
    { text: `✗ not as recorded (${from}; ${script})`, tone: 'bad' },
    ...deviations.flatMap(renderDeviation),
    ...notes,
  ];
}

const KINDS = { differs: 'different', missing: 'not made', extra: 'not recorded' } as const;

/** A deviation as lines. */
export function renderDeviation({ kind, call, fields }: Deviation): readonly TrialLine[] {
  return [{ text: `  ${KINDS[kind]}: ${call}`, tone: 'plain' }, ...fields.flatMap(renderField)];
}

const AROUND = { before: 60, after: 120 };

function renderField({ field, recorded, now }: FieldDifference): readonly TrialLine[] {
  const { before, after } = aroundDifference(recorded, now, AROUND);
  return [
    { text: `    ${field}`, tone: 'dim' },
    { text: `    - ${before}`, tone: 'plain' },
    { text: `    + ${after}`, tone: 'plain' },
  ];
}
