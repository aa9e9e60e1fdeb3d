import type { ActivityState } from '@upshot/shared/activity';

/** A run that is due, with everything needed to begin its next attempt. */
export interface DueRun {
  readonly seq: string;
  readonly id: string;
  readonly projectId: string;
  /** As of the reading: an integration read at this revision is the newest that this run may know. */
  readonly projectRevision: string;
  readonly integrationId: string;
  readonly activityId: string;
  readonly activityType: string;
  readonly activityState: ActivityState;
  /** As PostgreSQL writes it, with its microseconds. */
  readonly activityRecordedAt: string;
  /** Since when it is due, and since when it is recorded or asked for by a replay: times of `performance.now()`. */
  readonly dueSinceMs: number;
  readonly pendingSinceMs: number;
  /** The activity's exact JSON text; undefined when its partition was dropped before the run came to its turn. */
  readonly body: string | undefined;
  /** How many attempts have begun so far. */
  readonly attempt: number;
  /** True when the last attempt that began was neither settled nor is under way: its worker died. */
  readonly wasInterrupted: boolean;
  readonly interruptions: number;
  readonly traceparent: string | undefined;
  /** The replay that made the run; undefined when its activity itself did. */
  readonly replayId?: string | undefined;
  /** When that replay made it, as PostgreSQL writes it. */
  readonly replayedAt?: string | undefined;
  /** The earlier run that it repeats. */
  readonly replayOf?: string | undefined;
  /** Whether its replay was cancelled. */
  readonly isCancelled?: boolean;
  /** Which version of the script it is to run; undefined for the current one. */
  readonly scriptVersion?: number | undefined;
}
