import type { ActivityState } from '@upshot/shared/activity';
import type { IntegrationType } from '@upshot/integrations/registry';
import type { Outcome } from '@upshot/shared/outcome';

/** For each line of an output: milliseconds since the start, level, length in UTF-16 units. */
type OutputIndex = readonly (readonly [atMs: number, level: string, length: number])[];

/** What the ledger has of one attempt that ended. */
export interface AttemptRow {
  readonly attempt: number;
  readonly outcome: Outcome | null;
  readonly started_at: Date | null;
  readonly logged_at: Date | null;
  readonly duration_ms: number | null;
  readonly cpu_ms: number | null;
  readonly fetches: number | null;
  readonly http_status: number | null;
  readonly error_name: string | null;
  readonly error_message: string | null;
  readonly error_stack: string | null;
  readonly error_line: number | null;
  readonly error_column: number | null;
  readonly output: string | null;
  readonly output_index: OutputIndex | null;
  readonly output_omitted_bytes: number | null;
  readonly next_attempt_at: Date | null;
  readonly script_version: number | null;
  readonly trace_id: string | null;
  readonly worker: string | null;
}

/** A run with its latest attempt; what has not happened yet is null. */
export interface RunRow extends AttemptRow {
  readonly id: string;
  readonly project_id: string;
  readonly integration_id: string;
  readonly integration_type: IntegrationType;
  readonly activity_id: string;
  readonly activity_type: string;
  readonly activity_state: ActivityState;
  readonly recorded_at: Date;
  readonly replay_id: string | null;
  readonly replay_of: string | null;
  readonly is_pending: boolean;
  /** An attempt is under way. */
  readonly is_begun: boolean;
}
