import type { RetentionRun } from '@upshot/ledger/retention/runs';
import { Type } from 'typebox';
import { timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';

const countOrNull = Type.Union([Type.Integer(), Type.Null()]);

const stepSchema = Type.Object({
  action: Type.Enum(['drop', 'trim'], { description: 'trim: expired rows go, others stay.' }),
  table: Type.Enum(['activities', 'activity_log']),
  day: Type.String({ description: 'The day (UTC) whose data it is.' }),
  bytes: Type.Integer({ description: 'What the day takes before.' }),
  reason: Type.Enum(['age', 'size']),
  end: Type.Union([Type.Enum(['dropped', 'trimmed', 'kept', 'busy']), Type.Null()], {
    description:
      'kept: a pending run needs it. busy: it is being read; the next run tries again. null: a dry run.',
  }),
  rows: countOrNull,
});

const resultSchema = Type.Object({
  bytes: Type.Integer({ description: 'What activities and log take before.' }),
  bytes_left: countOrNull,
  bytes_per_day: Type.Integer({ description: 'The mean growth of the last seven full days.' }),
  max_bytes: Type.Union([Type.Number(), Type.Null()], {
    description: 'UPSHOT_RETENTION_MAX_GB; null: no limit.',
  }),
  days_until_full: Type.Union([Type.Integer(), Type.Null()], {
    description: 'null: no limit, or no growth.',
  }),
  steps: Type.Array(stepSchema),
  purged: Type.Union([Type.Record(Type.String(), Type.Integer()), Type.Null()], {
    description: 'Rows of other tables that were deleted, by table.',
  }),
});

/** A run of retention as it is answered. */
export const retentionRunSchema = Type.Object({
  id: Type.String(),
  state: Type.Enum(['pending', 'running', 'done', 'failed']),
  dry_run: Type.Boolean(),
  requested_by: Type.Union([Type.String(), Type.Null()], {
    description: 'The id of a token; null: the hourly run.',
  }),
  requested_at: timestamp,
  started_at: timestampOrNull,
  ended_at: timestampOrNull,
  worker: Type.Union([Type.String(), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()]),
  result: Type.Union([resultSchema, Type.Null()]),
});

/** Describes a run of retention. */
export function describeRetentionRun(run: RetentionRun) {
  const { id, worker, error, result } = run;
  return {
    id,
    state: stateOf(run),
    dry_run: run.is_dry_run,
    requested_by: run.requested_by,
    requested_at: toTimestamp(run.requested_at),
    started_at: toTimestampOrNull(run.started_at),
    ended_at: toTimestampOrNull(run.ended_at),
    worker,
    error,
    // A worker of this version or the next wrote it.
    result: result as never,
  };
}

function stateOf({ started_at, ended_at, error }: RetentionRun): 'pending' | 'running' | 'done' | 'failed' {
  if (ended_at !== null) return error === null ? 'done' : 'failed';
  return started_at === null ? 'pending' : 'running';
}
