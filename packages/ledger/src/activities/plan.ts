import type { ActivityFacts, ActivityState } from '@upshot/shared/activity';
import type { NamedIntegration, SkipReason } from '@upshot/shared/integration';

/** An activity that was received and found valid. */
export interface Submission {
  readonly projectId: string;
  readonly facts: ActivityFacts;
  /** As the producer says; undefined where that is no usable time. */
  readonly createdAt: Date | undefined;
  /** The exact text that was posted for this activity. */
  readonly body: string;
  readonly traceparent: string | undefined;
  readonly traceId: string | undefined;
  /** The one integration that may answer it. */
  readonly onlyFor?: NamedIntegration | undefined;
}

/** The answer to a producer: the runs that answer the activity, and why the other integrations do not. */
export interface Receipt {
  readonly activity: { readonly id: string; readonly state: ActivityState };
  readonly matched: readonly {
    readonly integration: string;
    /** The name it had then; missing in receipts that an older version made. */
    readonly name?: string;
    readonly type: string;
    readonly run: string;
  }[];
  readonly skipped: readonly {
    readonly integration: string;
    readonly name?: string;
    readonly reason: SkipReason;
  }[];
  readonly trace_id: string | null;
}

/** A run to be recorded. */
export interface PlannedRun {
  readonly id: string;
  readonly integrationId: string;
  readonly lane: string;
}

/** What recording one activity will do, and the receipt for it. */
export interface Plan {
  readonly submission: Submission;
  readonly runs: readonly PlannedRun[];
  readonly receipt: Receipt;
}
