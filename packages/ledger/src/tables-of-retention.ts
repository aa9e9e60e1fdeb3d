import type { ColumnType, Generated } from 'kysely';
import type { NullableTimestamp, Timestamp } from './timestamp-columns.ts';

export interface RetentionTrimsTable {
  partition: string;
  rule: string;
  trimmed_at: Timestamp;
}

export interface RetentionRunsTable {
  id: string;
  requested_by: string | null;
  is_dry_run: Generated<boolean>;
  requested_at: Timestamp;
  started_at: NullableTimestamp;
  ended_at: NullableTimestamp;
  worker: string | null;
  result: ColumnType<Readonly<Record<string, unknown>> | null, string | null | undefined, string | null>;
  error: string | null;
}
