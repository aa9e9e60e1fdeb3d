import type { Selectable } from 'kysely';
import type { RequiredTimestamp, Timestamp } from './timestamp-columns.ts';

/** Integrations whose runs are recorded. */
export interface RecordingOrdersTable {
  integration_id: string;
  project_id: string;
  ordered_at: Timestamp;
  ordered_by: string;
  count: number;
  remaining: number;
  until: RequiredTimestamp;
}

/** Cassettes of attempts. */
export interface RecordingsTable {
  run_id: string;
  attempt: number;
  project_id: string;
  integration_id: string;
  recorded_at: Timestamp;
  expires_at: RequiredTimestamp;
  bytes: number;
  cassette_sealed: string;
}

export type RecordingOrder = Selectable<RecordingOrdersTable>;
export type RecordingRow = Selectable<RecordingsTable>;
