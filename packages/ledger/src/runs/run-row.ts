import type { LogEntry, PendingRun } from '../tables.ts';

/** What the log alone knows of an attempt. */
export const loggedColumns = [
  'outcome',
  'logged_at',
  'duration_ms',
  'cpu_ms',
  'fetches',
  'isolation',
  'http_status',
  'error_name',
  'error_message',
  'error_stack',
  'error_line',
  'error_column',
  'output',
  'output_index',
  'output_omitted_bytes',
  'script_version',
] as const satisfies readonly (keyof LogEntry)[];

export type LoggedColumn = (typeof loggedColumns)[number];

type AttemptColumn = LoggedColumn | 'started_at' | 'next_attempt_at' | 'trace_id' | 'worker';

/** One attempt; the columns of an attempt that has not ended are null. */
export type AttemptRow = Pick<LogEntry, 'attempt'> & {
  readonly [C in AttemptColumn]: LogEntry[C] | null;
};

/** An attempt that ended, with what it asked for over HTTP. */
export type EndedAttemptRow = AttemptRow & Pick<LogEntry, 'requests'>;

/** A run with its latest attempt. */
export interface RunRow
  extends
    AttemptRow,
    Pick<
      PendingRun,
      | 'id'
      | 'project_id'
      | 'integration_id'
      | 'activity_id'
      | 'activity_type'
      | 'activity_state'
      | 'replay_id'
      | 'replay_of'
    > {
  /** The name it has now, or had when it was deleted. */
  readonly integration_name: string;
  /** Perhaps one that this version does not know. */
  readonly integration_type: string;
  /** How many lines of output were kept; null before the first attempt has ended. */
  readonly output_lines: number | null;
  /** The retry schedule that its integration has now; null for the deployment's. */
  readonly retry_seconds: readonly number[] | null;
  readonly recorded_at: Date;
  /** When the replay made it, or else when its activity was recorded. */
  readonly created_at: Date;
  readonly is_pending: boolean;
  /** Until when its lane waits for the rate limit of its integration; null where it does not. */
  readonly rate_limited_until: Date | null;
  /** An attempt is under way. */
  readonly is_begun: boolean;
}
