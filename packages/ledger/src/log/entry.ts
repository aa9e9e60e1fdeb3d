import { sql, type RawBuilder } from 'kysely';
import type { LogEntry } from '../tables.ts';

/** The columns that writers set; `seq` and `logged_at` are PostgreSQL's own. */
type EntryColumn = Exclude<keyof LogEntry, 'seq' | 'logged_at'>;

/**
 * The definition of a row of the activity log: each column with its SQL type. The statements that write rows derive
 * their column lists from it.
 */
const columns = {
  run_id: 'text',
  attempt: 'int',
  is_final: 'boolean',
  outcome: 'text',
  project_id: 'text',
  integration_id: 'text',
  integration_type: 'text',
  script_version: 'int',
  activity_id: 'text',
  activity_type: 'text',
  activity_state: 'text',
  activity_recorded_at: 'timestamptz',
  started_at: 'timestamptz',
  duration_ms: 'float8',
  cpu_ms: 'float8',
  fetches: 'int',
  http_status: 'int',
  error_name: 'text',
  error_message: 'text',
  error_stack: 'text',
  error_line: 'int',
  error_column: 'int',
  output: 'text',
  output_index: 'jsonb',
  output_omitted_bytes: 'int',
  next_attempt_at: 'timestamptz',
  trace_id: 'text',
  worker: 'text',
  replay_id: 'text',
  replay_of: 'text',
} as const satisfies { readonly [C in EntryColumn]: string };

/** A row as it travels to PostgreSQL in JSON: a time may be the text that PostgreSQL wrote itself, microseconds included. */
export type EntryRecord = {
  readonly [C in EntryColumn]: LogEntry[C] | (Date extends LogEntry[C] ? string : never);
};

/** An SQL expression for each column of a row to insert; the columns that are left out get their defaults. */
export type EntryExpressions = {
  readonly [C in EntryColumn]?: RawBuilder<unknown>;
};

/** The columns of a row in JSON, as `json_to_recordset` wants them declared: `run_id text, attempt int, …`. */
export const entryRecordDefinition: RawBuilder<unknown> = sql.raw(
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', '),
);

/** Every column as the expression that names it, for rows that come from {@link entryRecordDefinition}. */
export const entryRecordColumns: EntryExpressions = Object.fromEntries(
  Object.keys(columns).map((name) => [name, sql.ref(name)]),
);

/** `insert into activity_log (…) select …`, to be followed by `from`. */
export function insertEntries(expressions: EntryExpressions): RawBuilder<unknown> {
  const given = Object.entries(expressions);
  const names = sql.join(given.map(([name]) => sql.ref(name)));
  return sql`insert into activity_log (${names}) select ${sql.join(given.map(([, expression]) => expression))}`;
}
