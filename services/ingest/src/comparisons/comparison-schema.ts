import type { ComparisonProgress } from '@upshot/ledger/comparisons/read';
import type { ComparisonRunRow } from '@upshot/ledger/tables-of-comparisons';
import { outcomes } from '@upshot/shared/outcome';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import type { Deviation } from '@upshot/trial/cassette/replay';
import { Type } from 'typebox';
import { outcome } from '../runs/run-schema.ts';
import { timestamp, timestampOrNull } from '../http/schemas.ts';

const text = Type.String();
const count = (description: string) => Type.Integer({ description });

const differenceSchema = Type.Object({
  kind: Type.Enum(['differs', 'missing', 'extra'], {
    description: 'The same call with another value; one that is no longer made; one that was not made.',
  }),
  part: Type.Enum(['outcome', 'error', 'output', 'requests', 'storage', 'reads']),
  call: Type.String({ description: 'Such as `call 3, fetch POST https://…`.' }),
  fields: Type.Array(Type.Object({ field: text, recorded: text, now: text }), {
    description: 'Long texts are cut to where they differ.',
  }),
});

const comparedRunSchema = Type.Object({
  run: text,
  created_at: timestamp,
  script_version: Type.Union([Type.Integer(), Type.Null()]),
  activity: text,
  activity_type: text,
  activity_state: text,
  verdict: Type.Enum(['same', 'changed', 'fixed', 'broken', 'skipped']),
  is_exact: Type.Boolean({
    description:
      'It was recorded and compared in everything; else by what the log knows: see the documentation.',
  }),
  was: outcome,
  outcome: Type.Union([Type.Enum([...outcomes, 'stopped']), Type.Null()], {
    description: 'How it ends with the source; null where it was skipped.',
  }),
  skipped_because: Type.Union([text, Type.Null()]),
  differences: Type.Array(differenceSchema, { description: 'Secrets are masked.' }),
  omitted_differences: count('How many more there are: a run shows 4,000 characters of them.'),
});

const progress = {
  id: text,
  kind: Type.Enum(['history', 'shadow'], {
    description: 'With past runs, or with the runs that come.',
  }),
  status: Type.Enum(['waiting', 'running', 'complete', 'cancelled', 'expired'], {
    description: 'Expired: not all runs were compared within an hour, of a shadow within seven days.',
  }),
  created_at: timestamp,
  created_by: Type.String({ description: 'The id of the token.' }),
  ended_at: timestampOrNull,
  expires_at: timestamp,
  request: Type.Record(Type.String(), Type.Unknown(), { description: 'What was asked for, but the source.' }),
  total: count('How many runs were chosen, or are waited for.'),
  done: count('How many of them are compared or skipped.'),
  counts: Type.Object({
    same: count('They do the same.'),
    changed: count('They do something else.'),
    fixed: count('They failed, and succeed now.'),
    broken: count('They succeeded, and fail now.'),
    skipped: count('They can no longer be made again.'),
  }),
  exact: count('Compared in everything, from a recording.'),
  inexact: count('Compared by what the log knows.'),
  promoted_version: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The version that its source has become.',
  }),
};

/** How far a comparison has come. */
export const comparisonSummarySchema = Type.Object(progress);

/** A comparison with the runs that were compared. */
export const comparisonSchema = Type.Object({
  ...progress,
  runs: Type.Array(comparedRunSchema, { description: 'Those that are done, the newest first.' }),
});

/** Describes how far a comparison has come. */
export function describeProgress(row: ComparisonProgress) {
  const { same, changed, fixed, broken, skipped, exact } = row;
  const done = same + changed + fixed + broken + skipped;
  return {
    id: row.id,
    kind: row.kind,
    status: row.end_reason ?? (row.started_at === null ? 'waiting' : 'running'),
    created_at: toTimestamp(row.created_at),
    created_by: row.created_by,
    ended_at: toTimestampOrNull(row.ended_at),
    expires_at: toTimestamp(row.expires_at),
    request: row.request,
    total: row.total,
    done,
    counts: { same, changed, fixed, broken, skipped },
    exact,
    inexact: done - skipped - exact,
    promoted_version: row.promoted_version,
  };
}

/** Describes a run that was compared. */
export function describeComparedRun(row: ComparisonRunRow) {
  return {
    run: row.run_id,
    created_at: toTimestamp(row.run_created_at),
    script_version: row.script_version,
    activity: row.activity_id,
    activity_type: row.activity_type,
    activity_state: row.activity_state,
    verdict: row.verdict,
    is_exact: row.is_exact,
    was: row.was,
    outcome: row.outcome,
    skipped_because: row.skipped_because,
    differences: row.differences as readonly Deviation[],
    omitted_differences: row.omitted_differences,
  };
}
