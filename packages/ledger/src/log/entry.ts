import { sql, type RawBuilder } from 'kysely';
import { storable } from '@upshot/shared/storable';
import type { Settlement } from '../runs/settlement.ts';
import { describeRequest, indexLine, toInteger, toMicroseconds, toText } from './values.ts';

/** A column of the activity log, apart from `seq` and `logged_at`, which PostgreSQL sets. */
interface Column {
  readonly type: 'text' | 'int' | 'boolean' | 'float8' | 'json' | 'jsonb' | 'timestamptz';
  /** Its value in JSON where a worker settles an attempt. Every text from outside is made storable. */
  readonly settled: (settlement: Settlement) => unknown;
  /** Its value where a waiting run `c` of an integration `i` is cancelled; the column's default when left out. */
  readonly cancelled?: RawBuilder<unknown>;
}

/**
 * The definition of a row of the activity log. Everything else derives from it: the row's type in `tables.ts`, the
 * records that travel as JSON, and the column lists of the statements that insert.
 */
const columns = {
  run_id: { type: 'text', settled: ({ run }) => run.id, cancelled: sql`c.id` },
  attempt: { type: 'int', settled: ({ attempt }) => attempt, cancelled: sql`c.attempt + 1` },
  is_final: { type: 'boolean', settled: (s) => s.retryAfterMs === undefined, cancelled: sql`true` },
  outcome: { type: 'text', settled: ({ outcome }) => outcome, cancelled: sql`'cancelled'` },
  project_id: { type: 'text', settled: ({ run }) => run.projectId, cancelled: sql`c.project_id` },
  integration_id: { type: 'text', settled: ({ run }) => run.integrationId, cancelled: sql`c.integration_id` },
  integration_type: { type: 'text', settled: (s) => s.integrationType, cancelled: sql`i.type` },
  script_version: { type: 'int', settled: (s) => s.scriptVersion ?? null },
  activity_id: { type: 'text', settled: ({ run }) => run.activityId, cancelled: sql`c.activity_id` },
  activity_type: { type: 'text', settled: ({ run }) => run.activityType, cancelled: sql`c.activity_type` },
  activity_state: { type: 'text', settled: ({ run }) => run.activityState, cancelled: sql`c.activity_state` },
  activity_recorded_at: {
    type: 'timestamptz',
    settled: ({ run }) => run.activityRecordedAt,
    cancelled: sql`c.activity_recorded_at`,
  },
  started_at: { type: 'timestamptz', settled: ({ startedAt }) => startedAt },
  duration_ms: { type: 'float8', settled: (s) => toMicroseconds(s.durationMs), cancelled: sql`0` },
  cpu_ms: { type: 'float8', settled: ({ cpuMs }) => toMicroseconds(cpuMs) },
  fetches: { type: 'int', settled: ({ fetches }) => toInteger(fetches) },
  isolation: { type: 'text', settled: ({ isolation }) => isolation ?? null },
  requests: { type: 'json', settled: ({ requests }) => requests?.map(describeRequest) ?? null },
  http_status: { type: 'int', settled: ({ httpStatus }) => httpStatus ?? null },
  error_name: {
    type: 'text',
    settled: ({ error }) => toText(error?.name),
    cancelled: sql`'Cancelled'`,
  },
  error_message: {
    type: 'text',
    settled: ({ error }) => toText(error?.message),
    cancelled: sql`'on request'`,
  },
  error_stack: { type: 'text', settled: ({ error }) => toText(error?.stack) },
  error_line: { type: 'int', settled: ({ error }) => toInteger(error?.line) },
  error_column: { type: 'int', settled: ({ error }) => toInteger(error?.column) },
  output: { type: 'text', settled: ({ output = [] }) => output.map(({ text }) => storable(text)).join('\n') },
  output_index: { type: 'jsonb', settled: ({ output = [] }) => output.map(indexLine) },
  output_omitted_bytes: { type: 'int', settled: ({ omittedBytes }) => toInteger(omittedBytes) ?? 0 },
  // PostgreSQL adds the delay to its own clock: see `settleRuns`.
  next_attempt_at: { type: 'timestamptz', settled: (): Date | null => null },
  trace_id: {
    type: 'text',
    settled: ({ traceId }) => traceId ?? null,
    cancelled: sql`split_part(c.traceparent, '-', 2)`,
  },
  span_id: { type: 'text', settled: ({ spanId }) => spanId ?? null },
  worker: { type: 'text', settled: ({ worker }) => worker, cancelled: sql`'ingest'` },
  replay_id: { type: 'text', settled: ({ run }) => run.replayId ?? null, cancelled: sql`c.replay_id` },
  replay_of: { type: 'text', settled: ({ run }) => run.replayOf ?? null, cancelled: sql`c.replay_of` },
  replayed_at: {
    type: 'timestamptz',
    settled: ({ run }) => run.replayedAt ?? null,
    cancelled: sql`c.replayed_at`,
  },
} as const satisfies Readonly<Record<string, Column>>;

type Columns = typeof columns;
type ColumnName = keyof Columns;
type Settled<C extends ColumnName> = ReturnType<Columns[C]['settled']>;

/** A row of the activity log as PostgreSQL returns it, without `seq` and `logged_at`. */
export type EntryRow = {
  [C in ColumnName]: Columns[C]['type'] extends 'timestamptz' ? Date | Extract<Settled<C>, null> : Settled<C>;
};

/** A row as it travels to PostgreSQL in JSON: times may be text that PostgreSQL wrote, microseconds included. */
export type EntryRecord = { readonly [C in ColumnName]: Settled<C> };

/** An SQL expression for each column of a row to insert; the columns that are left out get their defaults. */
export type EntryExpressions = { readonly [C in ColumnName]?: RawBuilder<unknown> };

const entries = Object.entries(columns) as readonly (readonly [ColumnName, Column])[];

/** The settlement as a record. */
export function describeSettlement(settlement: Settlement): EntryRecord {
  return Object.fromEntries(
    entries.map(([name, { settled }]) => [name, settled(settlement)]),
  ) as unknown as EntryRecord;
}

/** The columns of a record, as `json_to_recordset` wants them declared: `run_id text, attempt int, …`. */
export const entryRecordDefinition = sql.raw(entries.map(([name, { type }]) => `${name} ${type}`).join(', '));

/** Each column of a record by its name. */
export const entryRecordColumns: EntryExpressions = Object.fromEntries(
  entries.map(([name]) => [name, sql.ref(name)]),
);

/** The entry of a cancelled run: `c` is its row of pending_runs, `i` the row of its integration. */
export const cancelledEntry: EntryExpressions = Object.fromEntries(
  entries.flatMap(([name, { cancelled }]) => (cancelled === undefined ? [] : [[name, cancelled]])),
);

/** `insert into activity_log (…) select …`, to be followed by `from`. */
export function insertEntries(expressions: EntryExpressions): RawBuilder<unknown> {
  const given = Object.entries(expressions);
  const names = sql.join(given.map(([name]) => sql.ref(name)));
  return sql`insert into activity_log (${names}) select ${sql.join(given.map(([, expression]) => expression))}`;
}
