import type { ColumnType } from 'kysely';
import type { NullableTimestamp, Timestamp } from './timestamp-columns.ts';

/** Replays of activities, as they were asked for and answered. */
export interface ReplaysTable {
  id: string;
  project_id: string;
  idempotency_key: string | null;
  request: ColumnType<unknown, string, string>;
  answer: ColumnType<unknown, string, string>;
  requested_by: string;
  created_at: Timestamp;
  cancelled_at: NullableTimestamp;
  cancelled_by: string | null;
}

/** Idempotency keys of posted activities. */
export interface PostingKeysTable {
  project_id: string;
  key: string;
  digest: string;
  created_at: Timestamp;
}
