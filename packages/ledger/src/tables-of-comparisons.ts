import type { ColumnType, Generated, Selectable } from 'kysely';
import type { NullableTimestamp, RequiredTimestamp, Timestamp } from './timestamp-columns.ts';

/** Scripts compared with what an integration did. */
export interface ComparisonsTable {
  id: string;
  project_id: string;
  integration_id: string;
  created_at: Timestamp;
  created_by: string;
  request: ColumnType<Readonly<Record<string, unknown>>, string, never>;
  source: string;
  total: number;
  started_at: NullableTimestamp;
  holder: string | null;
  held_until: NullableTimestamp;
  until: RequiredTimestamp;
  ended_at: NullableTimestamp;
  end_reason: 'complete' | 'cancelled' | 'expired' | null;
  expires_at: RequiredTimestamp;
  kind: Generated<'history' | 'shadow'>;
  base_version: number | null;
  message: string | null;
  promotes_if_same: Generated<boolean>;
  promoted_version: number | null;
  cpu_ms: Generated<number>;
}

/** The runs of a comparison. */
export interface ComparisonRunsTable {
  comparison_id: string;
  place: number;
  run_id: string;
  attempt: number;
  run_created_at: RequiredTimestamp;
  script_version: number | null;
  activity_id: string;
  activity_type: string;
  activity_state: string;
  was: string;
  tries: Generated<number>;
  verdict: ComparisonVerdict | null;
  is_exact: Generated<boolean>;
  outcome: string | null;
  skipped_because: string | null;
  differences: ColumnType<unknown, string | undefined, string>;
  omitted_differences: Generated<number>;
}

/** What became of a run with the other source; `skipped`: it can no longer be made again. */
export type ComparisonVerdict = 'same' | 'changed' | 'fixed' | 'broken' | 'skipped';

export type ComparisonRow = Selectable<ComparisonsTable>;
export type ComparisonRunRow = Selectable<ComparisonRunsTable>;
