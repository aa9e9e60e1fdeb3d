import type { NullableTimestamp, Timestamp } from './timestamp-columns.ts';

/** Workers, and what they use. */
export interface WorkersTable {
  id: string;
  version: string;
  started_at: Timestamp;
  seen_at: Timestamp;
  claimed_at: NullableTimestamp;
  lanes: number;
  seccomp: boolean | null;
  landlock: number | null;
  egress_allow: string[];
  can_mail: boolean;
  active_lanes: string[] | null;
  parked_lanes: string[] | null;
  parked_count: number | null;
  slots_running: number | null;
  slots_blocked: number | null;
  max_running_slots: number | null;
  max_slots: number | null;
  drain_requested_at: NullableTimestamp;
  drain_requested_by: string | null;
  drained_at: NullableTimestamp;
  mail_groups: string[] | null;
  opens_sealed_storage: boolean | null;
}

/** The load, sampled. */
export interface ScalingSamplesTable {
  sampled_at: Timestamp;
  due_lanes: number;
  oldest_age_ms: number;
  runs_created: string;
  workers: number;
  lanes: number;
  active_lanes: number;
  running_slots: number;
  max_running_slots: number;
  busy_slots: number;
  max_slots: number;
}
