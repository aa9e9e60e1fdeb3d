// Generated from docs/openapi.json by `npm run generate`.

export type PostedActivity = {
  readonly id: string;
  /** Such as environment.push; any is allowed. */
  readonly type: string;
  readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  readonly result?: 'success' | 'failure' | null;
  readonly environments?: readonly string[] | null;
  readonly project?: string | null;
  /** What is no usable time counts as unknown. */
  readonly created_at?: unknown;
  readonly [property: string]: unknown;
};

export type Activity = {
  readonly id: string;
  readonly type: string;
  readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  readonly _links: Links;
} & {
  readonly [property: string]: unknown;
};

export type ExplainedReceipt = {
  readonly activity: {
    readonly id: string;
    readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  };
  readonly matched: readonly {
    readonly integration: string;
    /** The name it had then; left out of receipts that an older version made. */
    readonly name?: string;
    readonly type:
      'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
    /** The run that answers the activity. */
    readonly run: string;
    /** The run waits for the rate limit of its integration, until then. */
    readonly rate_limited_until?: string;
  }[];
  readonly skipped: readonly {
    readonly integration: string;
    /** The name it had then; left out of receipts that an older version made. */
    readonly name?: string;
    readonly reason: {
      /** Which filter kept it out, or "paused", or "integration". */
      readonly field: string;
      readonly message: string;
    };
  }[];
  readonly trace_id: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly recorded_at: string;
};

export type ActivityOutcomes = {
  readonly activity: string;
  readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  /** Runs that have ended, those of replays included. */
  readonly ran: number;
  /** Of these, those that neither succeeded nor were cancelled. */
  readonly failed: number;
  /** Runs that have not ended. */
  readonly pending: number;
  /** Integrations that did not match. */
  readonly skipped: number;
};

export type Receipt = {
  readonly activity: {
    readonly id: string;
    readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  };
  readonly matched: readonly {
    readonly integration: string;
    /** The name it had then; left out of receipts that an older version made. */
    readonly name?: string;
    readonly type:
      'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
    /** The run that answers the activity. */
    readonly run: string;
  }[];
  readonly skipped: readonly {
    readonly integration: string;
    /** The name it had then; left out of receipts that an older version made. */
    readonly name?: string;
    readonly reason: {
      /** Which filter kept it out, or "paused", or "integration". */
      readonly field: string;
      readonly message: string;
    };
  }[];
  readonly trace_id: string | null;
  /** It was recorded before: this is the original receipt. */
  readonly duplicate: boolean;
  /** Of a duplicate: whether another text was recorded, which stays. */
  readonly body_differs?: boolean;
  /** Of a duplicate: the activity has expired; what matched is not known any more. */
  readonly expired?: boolean;
};

export type EventType = {
  readonly type: string;
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly category: 'project' | 'environment' | 'environment_type' | 'integration' | 'maintenance';
  /** Why it is old, and what came instead; null for what is not. */
  readonly deprecated: string | null;
  readonly _links: Links;
};

export type Integration = {
  readonly id: string;
  /** Unique in the project; stands for the id in paths and filters. */
  readonly name: string;
  readonly type:
    'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
  /** Always empty. */
  readonly role: string;
  readonly events?: readonly string[];
  readonly environments?: readonly string[];
  readonly excluded_environments?: readonly string[];
  readonly states?: readonly string[];
  readonly result?: string;
  readonly condition?: string | null;
  readonly concurrency?: number;
  /** The most attempts that begin a second; null: any number. */
  readonly max_per_second?: number | null;
  /** How many attempts may begin at once within the rate limit. */
  readonly burst?: number;
  /** ES2021, or TypeScript. */
  readonly script?: string;
  /** What a run may share with earlier ones: warm: a context; context: an isolate; isolate: nothing. */
  readonly isolation?: 'warm' | 'context' | 'isolate';
  /** http or https, without user and password. */
  readonly url?: string;
  /** "******" where one is set. */
  readonly shared_key?: string | null;
  /** "******" where one is set. */
  readonly headers?: string | null;
  /** How X-JWS-Signature is made: compact for receivers that use the key undecoded. */
  readonly signature_form?: 'rfc7797' | 'compact';
  /** Seconds before the second, third, … attempt, each up to a day. Null: those of the deployment. */
  readonly retry_seconds?: readonly number[] | null;
  /** Addresses, #admins or #viewers (UPSHOT_MAIL_ADMINS, UPSHOT_MAIL_VIEWERS). */
  readonly recipients?: readonly string[];
  /** The sender; null for the one of the settings. */
  readonly from_address?: string | null;
  /** Always "******". */
  readonly token?: string;
  /** Its name or id. */
  readonly channel?: string;
  /** Always "******". */
  readonly routing_key?: string;
  readonly script_version?: number;
  readonly paused_at?: string | null;
  readonly paused_reason?: string | null;
  /** The set of files whose apply made it; left out where it was added by hand. */
  readonly managed_by?: string;
  /** How its newest finished run ended, cancelled ones left out. */
  readonly last_outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled'
    | null;
  /** When the first of the last runs (up to 20) that all failed ended. Null: none failed. */
  readonly failing_since: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly _links: Links;
};

export type IntegrationExplanation = {
  /** How many were looked at, each state of an activity by itself. */
  readonly activities: number;
  /** How many of them have fired it. */
  readonly fired: number;
  /** Why the others have not, the most frequent reason first. */
  readonly reasons: readonly {
    /** Which filter kept it out, or "paused", "integration", or "absent": it was not there yet. */
    readonly field: string;
    readonly count: number;
    readonly latest: {
      readonly activity: string;
      readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
      readonly type: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly created_at: string;
      /** Why this one has not fired it. */
      readonly message: string;
    };
  }[];
};

export type FilterPreview = {
  /** How many were looked at, each state of an activity by itself. */
  readonly activities: number;
  readonly matched: number;
  /** Of those that match, the most frequent first. */
  readonly types: readonly {
    readonly type: string;
    readonly count: number;
  }[];
  /** Why the others have not, the most frequent reason first. */
  readonly reasons: readonly {
    /** Which filter kept it out, or "paused", "integration", or "absent": it was not there yet. */
    readonly field: string;
    readonly count: number;
    readonly latest: {
      readonly activity: string;
      readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
      readonly type: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly created_at: string;
      /** Why this one has not fired it. */
      readonly message: string;
    };
  }[];
  readonly warnings: readonly string[];
};

export type DeclaredIntegration =
  | {
      readonly type: 'script';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name: string;
      /** Names, * or globs. */
      readonly events?: readonly string[];
      /** Names, * or globs. */
      readonly states?: readonly string[];
      /** Names, * or globs. */
      readonly environments?: readonly string[];
      readonly excluded_environments?: readonly string[];
      readonly result?: '*' | 'success' | 'failure';
      /** What must be true of its fields, such as activity.payload.branch == "main" (docs/filters.md). */
      readonly condition?: string | null;
      /** Runs at once. With 1 they keep the order of their activities. */
      readonly concurrency?: number;
      /** Rate limit: the most attempts a second on average, over all workers, such as 0.1. Null: no limit. */
      readonly max_per_second?: number | null;
      /** How many attempts may begin at once within the rate limit, after a pause. */
      readonly burst?: number;
      /** ES2021, or TypeScript. */
      readonly script: string;
      /** What a run may share with earlier ones: warm: a context; context: an isolate; isolate: nothing. */
      readonly isolation?: 'warm' | 'context' | 'isolate';
      /** The name it had, where there is none of its name yet. */
      readonly renamed_from?: string;
      /** Without this, it stays as it is. */
      readonly paused?: boolean;
      /** By name. Those that are not named are removed; without this, none changes. */
      readonly variables?: {
        readonly [property: string]: {
          /** Left out of a sensitive variable: its value stays as it is. */
          readonly value?: string;
          readonly is_json?: boolean;
          /** Sealed, never answered again, masked in output. */
          readonly is_sensitive?: boolean;
          readonly attributes?: {
            readonly [property: string]: string;
          };
        };
      };
    }
  | {
      readonly type: 'webhook';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name: string;
      /** Names, * or globs. */
      readonly events?: readonly string[];
      /** Names, * or globs. */
      readonly states?: readonly string[];
      /** Names, * or globs. */
      readonly environments?: readonly string[];
      readonly excluded_environments?: readonly string[];
      readonly result?: '*' | 'success' | 'failure';
      /** What must be true of its fields, such as activity.payload.branch == "main" (docs/filters.md). */
      readonly condition?: string | null;
      /** Runs at once. With 1 they keep the order of their activities. */
      readonly concurrency?: number;
      /** Rate limit: the most attempts a second on average, over all workers, such as 0.1. Null: no limit. */
      readonly max_per_second?: number | null;
      /** How many attempts may begin at once within the rate limit, after a pause. */
      readonly burst?: number;
      /** http or https, without user and password. */
      readonly url: string;
      /** base64 or base64url. Signs every delivery; never answered again. Two keys, after a comma, both sign. */
      readonly shared_key?: string | null;
      /** Sent with every delivery, one a line: "Authorization: Bearer …". Never answered again. */
      readonly headers?: string | null;
      /** How X-JWS-Signature is made: compact for receivers that use the key undecoded. */
      readonly signature_form?: 'rfc7797' | 'compact';
      /** Seconds before the second, third, … attempt, each up to a day. Null: those of the deployment. */
      readonly retry_seconds?: readonly number[] | null;
      /** The name it had, where there is none of its name yet. */
      readonly renamed_from?: string;
      /** Without this, it stays as it is. */
      readonly paused?: boolean;
      /** By name. Those that are not named are removed; without this, none changes. */
      readonly variables?: {
        readonly [property: string]: {
          /** Left out of a sensitive variable: its value stays as it is. */
          readonly value?: string;
          readonly is_json?: boolean;
          /** Sealed, never answered again, masked in output. */
          readonly is_sensitive?: boolean;
          readonly attributes?: {
            readonly [property: string]: string;
          };
        };
      };
    }
  | {
      readonly type: 'health.email';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name: string;
      /** Addresses, #admins or #viewers (UPSHOT_MAIL_ADMINS, UPSHOT_MAIL_VIEWERS). */
      readonly recipients: readonly string[];
      /** The sender; null for the one of the settings. */
      readonly from_address?: string | null;
      /** The name it had, where there is none of its name yet. */
      readonly renamed_from?: string;
    }
  | {
      readonly type: 'health.slack';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name: string;
      /** Never answered again. */
      readonly token: string;
      /** Its name or id. */
      readonly channel: string;
      /** The name it had, where there is none of its name yet. */
      readonly renamed_from?: string;
    }
  | {
      readonly type: 'health.pagerduty';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name: string;
      /** Never answered again. */
      readonly routing_key: string;
      /** The name it had, where there is none of its name yet. */
      readonly renamed_from?: string;
    }
  | {
      readonly type: 'health.webhook';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name: string;
      /** http or https, without user and password. */
      readonly url: string;
      /** base64 or base64url. Signs every delivery; never answered again. Two keys, after a comma, both sign. */
      readonly shared_key?: string | null;
      /** Sent with every delivery, one a line: "Authorization: Bearer …". Never answered again. */
      readonly headers?: string | null;
      /** How X-JWS-Signature is made: compact for receivers that use the key undecoded. */
      readonly signature_form?: 'rfc7797' | 'compact';
      /** Seconds before the second, third, … attempt, each up to a day. Null: those of the deployment. */
      readonly retry_seconds?: readonly number[] | null;
      /** The name it had, where there is none of its name yet. */
      readonly renamed_from?: string;
    };

export type Applied = {
  /** Of the project: afterwards, or with dry_run now. */
  readonly revision: number;
  readonly changes: readonly {
    readonly action: 'create' | 'update' | 'delete';
    /** Null while it is not there. */
    readonly id: string | null;
    readonly name: string;
    readonly type:
      'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
    /** Its name before, where that changes. */
    readonly renamed_from: string | null;
    /** Where its script becomes another one. */
    readonly script_version: {
      /** Null: it has none yet. */
      readonly from: number | null;
      readonly to: number;
    } | null;
    /** What changes, without values where it is secret. */
    readonly fields: readonly {
      readonly field: string;
      readonly from?: unknown;
      readonly to?: unknown;
    }[];
    readonly variables: readonly {
      readonly name: string;
      readonly change: 'added' | 'changed' | 'removed';
    }[];
    /** Whether it becomes paused; null: that stays as it is. */
    readonly paused: boolean | null;
    /** Secrets that are to stay as they are, and are not there: an apply asks for them. */
    readonly missing: readonly string[];
    /** How many pending runs it has that are cancelled with it (10,000 at most). */
    readonly waiting: number;
  }[];
  /** Names. */
  readonly unchanged: readonly string[];
  /** What `prune` would delete. */
  readonly prunable: readonly {
    readonly id: string;
    readonly name: string;
    readonly waiting: number;
  }[];
  readonly warnings: readonly string[];
};

export type ExportedIntegrations = {
  readonly revision: number;
  readonly integrations: readonly DeclaredIntegration[];
};

export type IntegrationEnvelope = {
  readonly status: string;
  readonly code: number;
  readonly _embedded: {
    readonly entity: Integration;
    readonly activities: readonly unknown[];
    readonly warnings?: readonly string[];
  };
};

export type Environment = {
  readonly id: string;
  /** Lowercase letters, digits and hyphens; at most 63. */
  readonly project: string;
  readonly _links: Links;
  readonly [property: string]: unknown;
};

export type Project = {
  /** Lowercase letters, digits and hyphens; at most 63. */
  readonly id: string;
  readonly title: string;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly _links: Links;
  readonly [property: string]: unknown;
};

export type ProjectEnvelope = {
  readonly status: string;
  readonly code: number;
  readonly _embedded: {
    readonly entity: Project;
    readonly activities: readonly unknown[];
    readonly warnings?: readonly string[];
  };
};

export type Issue = {
  readonly id: string;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  /** It was resolved, and failed again. */
  readonly reopened: boolean;
  readonly state_changed_at: string | null;
  /** The id of the token. */
  readonly state_changed_by: string | null;
  readonly integration: string;
  readonly integration_name: string;
  readonly integration_type: string;
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled';
  readonly error_name: string | null;
  readonly http_status: number | null;
  /** Of the script. */
  readonly line: number | null;
  /** The message without quoted parts, numbers and ids. */
  readonly pattern: string;
  /** Of that sample, its beginning. */
  readonly message: string | null;
  /** A sample: the run that failed last. */
  readonly last_run: string;
  /** How many runs failed so in the range. */
  readonly count: number;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly first_seen: string;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly last_seen: string;
  /** The version of the script that failed so first, where that version was made in the range. */
  readonly started_with_version: number | null;
  /** How many runs failed so in each of 24 equal parts of the range. */
  readonly parts: readonly number[];
};

export type ReplayRequest = {
  /** Ids; or else give a filter. */
  readonly activities?: readonly string[];
  /** Goes with activities: only these of their states; else every one that was recorded. */
  readonly state?:
    | 'pending'
    | 'in_progress'
    | 'complete'
    | 'cancelled'
    | 'scheduled'
    | 'staged'
    | readonly ('pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged')[];
  readonly filter?: {
    /** Names, * or globs. */
    readonly type?: readonly string[];
    readonly state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly result?: readonly ('success' | 'failure')[];
    /** Names, * or globs. */
    readonly environment?: readonly string[];
    /** Repeats only runs that ended so, and that nothing has repeated since. */
    readonly outcome?: readonly (
      'succeeded' | 'failed' | 'timed_out' | 'out_of_memory' | 'quarantined' | 'cancelled'
    )[];
    /** Recorded at this time or later, as 2026-01-31T12:00:00Z. */
    readonly from?: string;
    /** Recorded before this time, as 2026-01-31T12:00:00Z. */
    readonly to?: string;
  };
  /** Ids or names: only these; else whichever match now. */
  readonly integrations?: readonly string[];
  /** The version to run: the newest, or the one that the repeated run used. */
  readonly script?: 'current' | 'original';
  /** How many runs at most: by default 1000 with a filter, 10000 with activities. */
  readonly limit?: number;
  /** Only tell what would be fired. */
  readonly dry_run?: boolean;
};

export type ReplayPlan = {
  readonly count: {
    /** Each state of an activity counts. */
    readonly activities: number;
    readonly runs: number;
  };
  /** More matched than `limit`, and was left out. */
  readonly truncated: boolean;
  /** The first of its runs. */
  readonly sample: readonly {
    readonly activity: string;
    readonly type: string;
    readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
    readonly integration: string;
    readonly integration_name?: string;
    /** The run that is repeated: the latest of this integration for this activity and state. */
    readonly replay_of: string | null;
  }[];
};

export type Replay = {
  /** The id of this replay; its runs name it. */
  readonly replay: string;
  readonly count: {
    /** Each state of an activity counts. */
    readonly activities: number;
    readonly runs: number;
  };
  /** More matched than `limit`, and was left out. */
  readonly truncated: boolean;
  /** The first of its runs, in the order of their activities. */
  readonly runs: readonly {
    readonly run: string;
    readonly activity: string;
    readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
    readonly integration: string;
    readonly integration_name?: string;
    /** The run that is repeated: the latest of this integration for this activity and state. */
    readonly replay_of: string | null;
  }[];
};

export type ReplayStatus = {
  readonly id: string;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** The id of the token, or bootstrap for the token of the configuration. */
  readonly requested_by: string;
  /** What was asked for. */
  readonly request: {
    readonly [property: string]: unknown;
  };
  /** How many runs it made. */
  readonly runs: number;
  /** How many of them have ended. */
  readonly done: number;
  /** How many have not. */
  readonly pending: number;
  /** Of those that have ended, and are still in the log. */
  readonly succeeded: number;
  /** The same: neither succeeded nor cancelled. */
  readonly failed: number;
  readonly cancelled: number;
  readonly cancelled_at: string | null;
  readonly cancelled_by: string | null;
};

export type RunActivity = {
  /** The id of the run. */
  readonly id: string;
  readonly type:
    | 'integration.script'
    | 'integration.webhook'
    | 'integration.health.email'
    | 'integration.health.slack'
    | 'integration.health.pagerduty'
    | 'integration.health.webhook';
  readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled';
  readonly result: 'success' | 'failure' | null;
  readonly failure_reason: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly cancelled_at: string | null;
  readonly expires_at: string | null;
  readonly timings: {
    readonly [property: string]: number;
  };
  readonly description: string;
  readonly text: string;
  readonly environments: readonly string[];
  readonly integration: string;
  readonly integration_name: string;
  readonly project: string;
  readonly parameters: {
    readonly [property: string]: unknown;
  };
  readonly payload: {
    readonly [property: string]: unknown;
  };
  readonly completion_percent: number;
  readonly log: string | null;
  readonly _links: Links;
};

export type RunActivityEnvelope = {
  readonly status: string;
  readonly code: number;
  readonly _embedded: {
    readonly entity: RunActivity;
    readonly activities: readonly unknown[];
    readonly warnings?: readonly string[];
  };
};

export type Recording = {
  readonly is_recording: boolean;
  /** How many attempts were to be recorded; 0 when none are. */
  readonly count: number;
  /** How many of them are still to be recorded. */
  readonly remaining: number;
  /** When recording ends, whatever remains. */
  readonly until: string | null;
  /** Cassettes of the integration that are kept. Each is kept for seven days. */
  readonly kept: number;
  readonly kept_bytes: number;
};

export type RetentionRun = {
  readonly id: string;
  readonly state: 'pending' | 'running' | 'done' | 'failed';
  readonly dry_run: boolean;
  /** The id of a token; null: the hourly run. */
  readonly requested_by: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly requested_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly worker: string | null;
  readonly error: string | null;
  readonly result: {
    /** What activities and log take before. */
    readonly bytes: number;
    readonly bytes_left: number | null;
    /** The mean growth of the last seven full days. */
    readonly bytes_per_day: number;
    /** UPSHOT_RETENTION_MAX_GB; null: no limit. */
    readonly max_bytes: number | null;
    /** null: no limit, or no growth. */
    readonly days_until_full: number | null;
    readonly steps: readonly {
      /** trim: expired rows go, others stay. */
      readonly action: 'drop' | 'trim';
      readonly table: 'activities' | 'activity_log';
      /** The day (UTC) whose data it is. */
      readonly day: string;
      /** What the day takes before. */
      readonly bytes: number;
      readonly reason: 'age' | 'size';
      /** kept: a pending run needs it. busy: it is being read; the next run tries again. null: a dry run. */
      readonly end: 'dropped' | 'trimmed' | 'kept' | 'busy' | null;
      readonly rows: number | null;
    }[];
    /** Rows of other tables that were deleted, by table. */
    readonly purged: {
      readonly [property: string]: number;
    } | null;
  } | null;
};

export type StorageUsage = {
  /** All tables together, with indexes. */
  readonly bytes: number;
  /** The mean growth of activities and log in the last seven full days. */
  readonly bytes_per_day: number;
  /** The largest first. */
  readonly tables: readonly {
    readonly table: string;
    /** With indexes and large values, all partitions together. */
    readonly bytes: number;
    readonly index_bytes: number;
    /** About, as PostgreSQL last counted them; null: not yet. */
    readonly rows: number | null;
    /** Daily partitions, those made ahead included; 0: none. */
    readonly days: number;
    /** UTC. */
    readonly oldest_day: string | null;
  }[];
};

export type Run = {
  readonly id: string;
  readonly integration: string;
  /** The name it has now, or had when it was deleted. */
  readonly integration_name: string;
  readonly integration_type:
    'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
  readonly activity: string;
  readonly activity_type: string;
  readonly activity_state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  /** When the replay made it, or else when its activity was recorded. As 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** When its activity was recorded. */
  readonly recorded_at: string;
  readonly state: 'pending' | 'finished';
  /** Until when it waits for the rate limit of its integration; null where it does not. */
  readonly rate_limited_until: string | null;
  readonly replay: string | null;
  readonly replay_of: string | null;
  /** Numbered from 1; 0 while none has begun. */
  readonly attempt: number;
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled'
    | null;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly stack: string | null;
    readonly line: number | null;
    readonly column: number | null;
  } | null;
  readonly started_at: string | null;
  readonly logged_at: string | null;
  readonly duration_ms: number | null;
  readonly cpu_ms: number | null;
  readonly fetches: number | null;
  readonly isolation: 'warm' | 'context' | 'isolate' | null;
  readonly http_status: number | null;
  readonly next_attempt_at: string | null;
  /** What the script printed. */
  readonly output: string;
  readonly output_omitted_bytes: number;
  readonly script_version: number | null;
  readonly trace_id: string | null;
  readonly worker: string | null;
};

export type RunSummary = {
  readonly id: string;
  readonly integration: string;
  /** The name it has now, or had when it was deleted. */
  readonly integration_name: string;
  readonly integration_type:
    'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
  readonly activity: string;
  readonly activity_type: string;
  readonly activity_state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  /** When the replay made it, or else when its activity was recorded. As 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** When its activity was recorded. */
  readonly recorded_at: string;
  readonly state: 'pending' | 'finished';
  /** Until when it waits for the rate limit of its integration; null where it does not. */
  readonly rate_limited_until: string | null;
  readonly replay: string | null;
  readonly replay_of: string | null;
  /** Numbered from 1; 0 while none has begun. */
  readonly attempt: number;
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled'
    | null;
  readonly started_at: string | null;
  readonly logged_at: string | null;
  readonly duration_ms: number | null;
  readonly cpu_ms: number | null;
  readonly fetches: number | null;
  readonly isolation: 'warm' | 'context' | 'isolate' | null;
  readonly http_status: number | null;
  readonly next_attempt_at: string | null;
  readonly output_omitted_bytes: number;
  readonly script_version: number | null;
  readonly trace_id: string | null;
  readonly worker: string | null;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly line: number | null;
  } | null;
  /** The first line of the output, at most 400 characters of it. */
  readonly first_line: string;
  /** How many lines were kept. */
  readonly output_lines: number;
};

export type RunWithAttempts = {
  readonly id: string;
  readonly integration: string;
  /** The name it has now, or had when it was deleted. */
  readonly integration_name: string;
  readonly integration_type:
    'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
  readonly activity: string;
  readonly activity_type: string;
  readonly activity_state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  /** When the replay made it, or else when its activity was recorded. As 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** When its activity was recorded. */
  readonly recorded_at: string;
  readonly state: 'pending' | 'finished';
  /** Until when it waits for the rate limit of its integration; null where it does not. */
  readonly rate_limited_until: string | null;
  readonly replay: string | null;
  readonly replay_of: string | null;
  /** Numbered from 1; 0 while none has begun. */
  readonly attempt: number;
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled'
    | null;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly stack: string | null;
    readonly line: number | null;
    readonly column: number | null;
  } | null;
  readonly started_at: string | null;
  readonly logged_at: string | null;
  readonly duration_ms: number | null;
  readonly cpu_ms: number | null;
  readonly fetches: number | null;
  readonly isolation: 'warm' | 'context' | 'isolate' | null;
  readonly http_status: number | null;
  readonly next_attempt_at: string | null;
  /** What the script printed. */
  readonly output: string;
  readonly output_omitted_bytes: number;
  readonly script_version: number | null;
  readonly trace_id: string | null;
  readonly worker: string | null;
  readonly requests:
    | readonly {
        /** When it was sent, from the start of the attempt. */
        readonly at_ms: number;
        readonly method: string;
        /** Masked as in the output; of a webhook the origin alone. */
        readonly url: string;
        readonly status: number | null;
        readonly error: string | null;
        readonly duration_ms: number | null;
        /** Bytes of the body that was sent. */
        readonly bytes_out: number;
        readonly bytes_in: number | null;
      }[]
    | null;
  /** Of its integration now: delays between attempts, in seconds. Null: those of the deployment. */
  readonly retry_seconds: readonly number[] | null;
  readonly trace_url: string | null;
  readonly attempts: readonly {
    /** Numbered from 1; 0 while none has begun. */
    readonly attempt: number;
    readonly outcome:
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
      | null;
    readonly error: {
      readonly name: string;
      readonly message: string;
      readonly stack: string | null;
      readonly line: number | null;
      readonly column: number | null;
    } | null;
    readonly started_at: string | null;
    readonly logged_at: string | null;
    readonly duration_ms: number | null;
    readonly cpu_ms: number | null;
    readonly fetches: number | null;
    readonly isolation: 'warm' | 'context' | 'isolate' | null;
    readonly http_status: number | null;
    readonly next_attempt_at: string | null;
    /** What the script printed. */
    readonly output: string;
    readonly output_omitted_bytes: number;
    readonly script_version: number | null;
    readonly trace_id: string | null;
    readonly worker: string | null;
    readonly requests:
      | readonly {
          /** When it was sent, from the start of the attempt. */
          readonly at_ms: number;
          readonly method: string;
          /** Masked as in the output; of a webhook the origin alone. */
          readonly url: string;
          readonly status: number | null;
          readonly error: string | null;
          readonly duration_ms: number | null;
          /** Bytes of the body that was sent. */
          readonly bytes_out: number;
          readonly bytes_in: number | null;
        }[]
      | null;
  }[];
};

export type RunSums = {
  readonly integration: string;
  readonly runs: number;
  /** Neither succeeded nor cancelled. */
  readonly failed: number;
  /** The duration that 95 % of the last attempts did not exceed. */
  readonly p95_ms: number | null;
  /** How many runs each part of the range has. */
  readonly parts: readonly number[];
};

export type StreamEvent =
  | {
      readonly event: 'run';
      readonly id: string;
      readonly data: StreamedRun;
    }
  | {
      readonly event: 'activity';
      readonly id: string;
      readonly data: StreamedActivity;
    }
  | {
      readonly event: 'integration';
      readonly id: string;
      readonly data: StreamedIntegration;
    }
  | {
      readonly event: 'gap';
      readonly id: string;
      readonly data: StreamGap;
    }
  | {
      readonly event: 'heartbeat';
      readonly id: string;
      readonly data: {
        /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
        readonly at: string;
      };
    };

export type StreamedRun = {
  readonly id: string;
  readonly integration: string;
  /** The name it has now, or had when it was deleted. */
  readonly integration_name: string;
  readonly integration_type:
    'script' | 'webhook' | 'health.email' | 'health.slack' | 'health.pagerduty' | 'health.webhook';
  readonly activity: string;
  readonly activity_type: string;
  readonly activity_state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  /** When the replay made it, or else when its activity was recorded. As 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** When its activity was recorded. */
  readonly recorded_at: string;
  readonly state: 'pending' | 'finished';
  /** Until when it waits for the rate limit of its integration; null where it does not. */
  readonly rate_limited_until: string | null;
  readonly replay: string | null;
  readonly replay_of: string | null;
  /** Numbered from 1; 0 while none has begun. */
  readonly attempt: number;
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled'
    | null;
  readonly started_at: string | null;
  readonly logged_at: string | null;
  readonly duration_ms: number | null;
  readonly cpu_ms: number | null;
  readonly fetches: number | null;
  readonly isolation: 'warm' | 'context' | 'isolate' | null;
  readonly http_status: number | null;
  readonly next_attempt_at: string | null;
  readonly output_omitted_bytes: number;
  readonly script_version: number | null;
  readonly trace_id: string | null;
  readonly worker: string | null;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly line: number | null;
  } | null;
  /** The first line of the output, at most 400 characters of it. */
  readonly first_line: string;
  /** How many lines were kept. */
  readonly output_lines: number;
  /** Those that the activity names; null when it has left the ledger. */
  readonly environments: readonly string[] | null;
};

export type StreamedActivity = {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly result: string | null;
  readonly environments: readonly string[];
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly recorded_at: string;
  /** How many integrations it fired. */
  readonly matched: number;
  /** How many integrations it did not match. */
  readonly skipped: number;
};

export type StreamedIntegration = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly script_version: number | null;
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly deleted_at: string | null;
};

export type StreamGap = {
  /** How many events of the project, before any filter; null where that is not known. */
  readonly count: number | null;
};

export type ScriptVersion = {
  readonly version: number;
  readonly is_current: boolean;
  /** Why it was made. */
  readonly message: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** The id of the token; "bootstrap" for that of the configuration. */
  readonly created_by: string | null;
  /** The name of the token. */
  readonly created_by_name: string | null;
  readonly origin: 'api' | 'apply' | 'rollback';
  readonly rollback_of: number | null;
  /** Of the source in UTF-8. */
  readonly sha256: string;
  readonly bytes: number;
  /** Among the integration's latest 10,000 finished runs. */
  readonly runs: number;
  /** Those of them that neither succeeded nor were cancelled. */
  readonly failed: number;
  readonly cpu_ms_p95: number | null;
};

export type ScriptVersionWithSource = {
  readonly version: number;
  readonly is_current: boolean;
  /** Why it was made. */
  readonly message: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** The id of the token; "bootstrap" for that of the configuration. */
  readonly created_by: string | null;
  /** The name of the token. */
  readonly created_by_name: string | null;
  readonly origin: 'api' | 'apply' | 'rollback';
  readonly rollback_of: number | null;
  /** Of the source in UTF-8. */
  readonly sha256: string;
  readonly bytes: number;
  /** Among the integration's latest 10,000 finished runs. */
  readonly runs: number;
  /** Those of them that neither succeeded nor were cancelled. */
  readonly failed: number;
  readonly cpu_ms_p95: number | null;
  readonly source: string;
};

export type Trial = {
  /** Of this format: 1. */
  readonly version: number;
  readonly script: {
    readonly file: string;
    readonly sha256: string;
  };
  readonly activity: {
    readonly id: string | null;
    readonly type: string | null;
    readonly state: string | null;
    readonly result: string | null;
    readonly environments: readonly string[];
    readonly source: string;
  };
  /** Always `dry`: no request was sent. */
  readonly mode: 'dry' | 'live' | 'replay';
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'out_of_memory'
    | 'crashed'
    | 'interrupted'
    | 'quarantined'
    | 'cancelled'
    | 'stopped';
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly stack: string | null;
    readonly line: number | null;
    readonly column: number | null;
    readonly hint: string | null;
  } | null;
  /** Milliseconds, level, text. */
  readonly output: readonly (readonly (number | string)[])[];
  readonly output_omitted_bytes: number;
  readonly requests: readonly {
    readonly n: number;
    readonly at_ms: number;
    readonly method: string;
    readonly url: string;
    /** Names and values. */
    readonly headers: readonly (readonly string[])[];
    readonly body: string | null;
    readonly answered_by: string | null;
    readonly status: number | null;
    /** Names and values. */
    readonly response_headers: readonly (readonly string[])[];
    readonly response_body: string | null;
    readonly duration_ms: number;
    readonly error: string | null;
  }[];
  readonly storage: {
    readonly reads: number;
    readonly writes: readonly {
      readonly key: string;
      readonly before: unknown;
      readonly after: unknown;
    }[];
    readonly cleared: boolean;
  };
  readonly usage: {
    readonly wall_ms: number;
    readonly cpu_ms: number;
    readonly memory_mb: number | null;
    readonly fetches: number;
  };
  readonly limits: {
    readonly wall_ms: number;
    readonly cpu_ms: number;
    readonly memory_mb: number;
    readonly fetches: number;
    readonly output_bytes: number;
  };
  readonly warnings: readonly string[];
};

export type Comparison = {
  readonly id: string;
  /** With past runs, or with the runs that come. */
  readonly kind: 'history' | 'shadow';
  /** Expired: not all runs were compared within an hour, of a shadow within seven days. */
  readonly status: 'waiting' | 'running' | 'complete' | 'cancelled' | 'expired';
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** The id of the token. */
  readonly created_by: string;
  readonly ended_at: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly expires_at: string;
  /** What was asked for, but the source. */
  readonly request: {
    readonly [property: string]: unknown;
  };
  /** How many runs were chosen, or are waited for. */
  readonly total: number;
  /** How many of them are compared or skipped. */
  readonly done: number;
  readonly counts: {
    /** They do the same. */
    readonly same: number;
    /** They do something else. */
    readonly changed: number;
    /** They failed, and succeed now. */
    readonly fixed: number;
    /** They succeeded, and fail now. */
    readonly broken: number;
    /** They can no longer be made again. */
    readonly skipped: number;
  };
  /** Compared in everything, from a recording. */
  readonly exact: number;
  /** Compared by what the log knows. */
  readonly inexact: number;
  /** The version that its source has become. */
  readonly promoted_version: number | null;
  /** Those that are done, the newest first. */
  readonly runs: readonly {
    readonly run: string;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly created_at: string;
    readonly script_version: number | null;
    readonly activity: string;
    readonly activity_type: string;
    readonly activity_state: string;
    readonly verdict: 'same' | 'changed' | 'fixed' | 'broken' | 'skipped';
    /** It was recorded and compared in everything; else by what the log knows: see the documentation. */
    readonly is_exact: boolean;
    readonly was:
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled';
    /** How it ends with the source; null where it was skipped. */
    readonly outcome:
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
      | 'stopped'
      | null;
    readonly skipped_because: string | null;
    /** Secrets are masked. */
    readonly differences: readonly {
      /** The same call with another value; one that is no longer made; one that was not made. */
      readonly kind: 'differs' | 'missing' | 'extra';
      readonly part: 'outcome' | 'error' | 'output' | 'requests' | 'storage' | 'reads';
      /** Such as `call 3, fetch POST https://…`. */
      readonly call: string;
      /** Long texts are cut to where they differ. */
      readonly fields: readonly {
        readonly field: string;
        readonly recorded: string;
        readonly now: string;
      }[];
    }[];
    /** How many more there are: a run shows 4,000 characters of them. */
    readonly omitted_differences: number;
  }[];
};

export type ComparisonSummary = {
  readonly id: string;
  /** With past runs, or with the runs that come. */
  readonly kind: 'history' | 'shadow';
  /** Expired: not all runs were compared within an hour, of a shadow within seven days. */
  readonly status: 'waiting' | 'running' | 'complete' | 'cancelled' | 'expired';
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  /** The id of the token. */
  readonly created_by: string;
  readonly ended_at: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly expires_at: string;
  /** What was asked for, but the source. */
  readonly request: {
    readonly [property: string]: unknown;
  };
  /** How many runs were chosen, or are waited for. */
  readonly total: number;
  /** How many of them are compared or skipped. */
  readonly done: number;
  readonly counts: {
    /** They do the same. */
    readonly same: number;
    /** They do something else. */
    readonly changed: number;
    /** They failed, and succeed now. */
    readonly fixed: number;
    /** They succeeded, and fail now. */
    readonly broken: number;
    /** They can no longer be made again. */
    readonly skipped: number;
  };
  /** Compared in everything, from a recording. */
  readonly exact: number;
  /** Compared by what the log knows. */
  readonly inexact: number;
  /** The version that its source has become. */
  readonly promoted_version: number | null;
};

export type Token = {
  readonly id: string;
  readonly name: string;
  readonly scope: 'producer' | 'read' | 'operate' | 'admin';
  /** null: every project. */
  readonly project: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** How many activities it repeated with another body than the recorded one. */
  readonly differing_posts: number;
  readonly last_differing_at: string | null;
};

export type NewToken = {
  readonly id: string;
  readonly name: string;
  readonly scope: 'producer' | 'read' | 'operate' | 'admin';
  /** null: every project. */
  readonly project: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** How many activities it repeated with another body than the recorded one. */
  readonly differing_posts: number;
  readonly last_differing_at: string | null;
  readonly token: string;
};

export type PortalLink = {
  /** The audit has it for all that its session does. */
  readonly id: string;
  /** Relative where UPSHOT_PUBLIC_URL is not set. */
  readonly url: string;
  /** Until when it can be opened. */
  readonly expires_at: string;
};

export type Diagnosis = {
  /** Of this ingest. */
  readonly version: string;
  /** The clock of this ingest. */
  readonly now: string;
  readonly token: {
    readonly id: string;
    readonly scope: 'producer' | 'read' | 'operate' | 'admin';
    /** Null: every project. */
    readonly project: string | null;
  };
  readonly queue: 'ok' | 'degraded' | 'evicting';
  readonly workers: {
    /** Workers that have reported within the last 20 seconds. */
    readonly alive: number;
    /** Of these, workers that claim no lane because they were asked to drain. */
    readonly draining: number;
    /** When one of them last claimed a lane. They claim only when there is work. */
    readonly last_claim_at: string | null;
    /** What confines scripts: around slots of every worker, some or none; or no slot is ready. */
    readonly barrier: {
      readonly seccomp: 'in_force' | 'partly' | 'missing' | 'unknown';
      readonly landlock: 'in_force' | 'partly' | 'missing' | 'unknown';
    };
    /** The versions of the live workers, each once. */
    readonly versions: readonly string[];
  };
  readonly operation?: {
    /** For how long the oldest due run waits; 0 when none is due. */
    readonly oldest_due_ms: number;
    /** Days of the coming week that have their partitions. */
    readonly partitions_ahead: number;
    /** Whether rows lie in a default partition: their day had none. */
    readonly default_partition_used: boolean;
    /** Private destinations that any live worker opens to scripts and webhooks. */
    readonly egress_allow: readonly string[];
    /** Tokens that repeated activities with other bodies in the last day, and how many ever. */
    readonly differing_tokens: readonly {
      readonly id: string;
      readonly name: string;
      readonly posts: number;
    }[];
    /** Whether every live worker has a mail server; null without a worker. */
    readonly can_mail: boolean | null;
  };
};

export type Variable = {
  readonly id: string;
  readonly name: string;
  readonly attributes: {
    readonly [property: string]: string;
  };
  /** Left out when is_sensitive. */
  readonly value?: string;
  readonly is_json: boolean;
  readonly is_sensitive: boolean;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly _links: Links;
};

export type VariableEnvelope = {
  readonly status: string;
  readonly code: number;
  readonly _embedded: {
    readonly entity: Variable;
    readonly activities: readonly unknown[];
    readonly warnings?: readonly string[];
  };
};

export type StoredValue = {
  /** As JSON writes it, without its quotes: any key can be named. */
  readonly key: string;
  /** As JSON text. Left out where is_secret, and for a token of scope read. */
  readonly value?: string;
  /** Holds a sensitive variable, so that it is never answered. */
  readonly is_secret: boolean;
  /** Those of key and value, as the limits count them. */
  readonly characters: number;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly updated_at: string;
};

export type Scaling = {
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly sampled_at: string;
  /** How many workers there should be. */
  readonly desired_workers: number;
  /** Why: see docs/scaling.md. */
  readonly because: 'idle' | 'lanes' | 'slots' | 'steady' | 'hold' | 'bounds';
  /** Workers that claim lanes: alive, and not asked to drain. */
  readonly workers: number;
  /** Lanes with due runs that no worker works on. */
  readonly lanes_waiting: number;
  /** Lanes that workers work on. */
  readonly lanes_active: number;
  /** Lanes that workers may work on at once. */
  readonly lanes_total: number;
  /** For how long the oldest due run waits; 0 without one. */
  readonly oldest_age_ms: number;
  /** Runs recorded a second, over a minute; null before two samples. */
  readonly arrival_rate: number | null;
  /** Scripts that compute. */
  readonly slots_running: number;
  readonly slots_running_max: number;
  /** Scripts that compute, or wait for a host function. */
  readonly slots_busy: number;
  readonly slots_max: number;
  /** The most used of lanes, computing scripts and slots: 0 to 1. */
  readonly used_share: number;
};

export type Change = {
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly at: string;
  /** Whose token: its id, or bootstrap for the token of the configuration. */
  readonly token: string;
  /** The name of the token at that time. */
  readonly token_name: string | null;
  /** What was asked for: an operationId of this document. */
  readonly operation: string;
  /** Null for what concerns the whole deployment. */
  readonly project: string | null;
  /** What the path names beside the project, by kind; and the link, for the session of a portal. */
  readonly target: {
    readonly [property: string]: string;
  };
  /** The names of the fields that were sent; never their values. */
  readonly fields: readonly string[];
  /** The HTTP status of the answer. Null: ingest ended before it was known. */
  readonly status: number | null;
  /** The id of what was made or changed, where the answer names one. */
  readonly result: string | null;
  readonly request_id: string;
  /** The trace of the request. */
  readonly trace_id: string | null;
};

export type HealthReport = {
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly at: string;
  /** flowing. idle: there is no work. slow: a due run waits for over a minute. stuck: for a critical reason. */
  readonly status: 'flowing' | 'idle' | 'slow' | 'stuck';
  /** The same in a sentence. */
  readonly summary: string;
  /** What holds work up, the worst first. */
  readonly reasons: readonly {
    readonly code:
      | 'no_worker'
      | 'all_draining'
      | 'not_consumed'
      | 'queue_degraded'
      | 'queue_evicting'
      | 'lanes_full'
      | 'failures'
      | 'receivers_fail'
      | 'paused'
      | 'limited'
      | 'retries'
      | 'nothing_matches';
    readonly severity: 'critical' | 'warning' | 'info';
    readonly message: string;
    /** What to do. */
    readonly resolution: string;
  }[];
  /** A value for each of the last 60 minutes, the latest last. */
  readonly sparklines: {
    /** Runs recorded. Null: not known. */
    readonly recorded: readonly (number | null)[];
    /** Attempts that ended, about. Null: not known. */
    readonly ended: readonly (number | null)[];
    /** For how long the oldest due run waited, at most. Null: not known. */
    readonly oldest_age_ms: readonly (number | null)[];
  };
};

export type Lane = {
  /** The integration and the number of the lane. */
  readonly id: string;
  readonly project: string;
  readonly integration: string;
  readonly integration_name: string;
  /** The type of the integration. */
  readonly type: string;
  /** parked: its project has its share of the worker. paused: its integration is. limited: by its rate limit. */
  readonly state: 'active' | 'parked' | 'paused' | 'limited' | 'waiting';
  /** Until when it waits for the rate limit of its integration; null where it does not. */
  readonly limited_until: string | null;
  /** Which worker works on it or has parked it, as of the last five seconds. */
  readonly worker: string | null;
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly oldest_due_at: string;
  /** For how long its oldest due run waits. */
  readonly oldest_age_ms: number;
  readonly claimed_at: string | null;
  /** The worker that claimed it last. */
  readonly claimed_by: string | null;
};

export type Worker = {
  /** As in the `worker` of runs. */
  readonly id: string;
  readonly version: string;
  /** drained: it runs nothing, and can be stopped. silent: no report for 20 seconds. */
  readonly state: 'active' | 'draining' | 'drained' | 'silent';
  /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
  readonly started_at: string;
  /** When it last reported. It does every five seconds. */
  readonly seen_at: string;
  readonly claimed_at: string | null;
  readonly drain_requested_at: string | null;
  /** The id of the token. */
  readonly drain_requested_by: string | null;
  readonly drained_at: string | null;
  readonly lanes: {
    /** How many it works on at once (UPSHOT_LANES). */
    readonly total: number;
    /** How many it works on; null for an older version. */
    readonly active: number | null;
    /** Lanes that wait because their project has its share of the worker. */
    readonly parked: number | null;
  };
  readonly slots: {
    /** Scripts that compute. */
    readonly running: number | null;
    /** Scripts that wait for a host function, such as fetch. */
    readonly blocked: number | null;
    /** UPSHOT_RUNNING_SLOTS. */
    readonly max_running: number | null;
    /** UPSHOT_MAX_SLOTS. */
    readonly max: number | null;
  };
};

/** A problem (RFC 9457). */
export type Problem = {
  /** The address of its explanation: /problems/<code>. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** The same as the end of `type`; never changes its meaning. */
  readonly code: string;
  /** What is wrong: a sentence, or for an invalid request an object with a message for each field. */
  readonly detail:
    | string
    | {
        readonly [property: string]: string;
      };
  /** The path of the request. */
  readonly instance: string;
  /** The same as the x-request-id header; our log has it, too. */
  readonly request_id: string;
  readonly trace_id: string | null;
};

export type Links = {
  readonly [property: string]: {
    readonly href: string;
  };
};
