// Generated from docs/openapi.json by `npm run generate`.

import type {
  PostedActivity,
  Activity,
  ExplainedReceipt,
  ActivityOutcomes,
  Receipt,
  EventType,
  Integration,
  IntegrationExplanation,
  FilterPreview,
  DeclaredIntegration,
  Applied,
  ExportedIntegrations,
  IntegrationEnvelope,
  Environment,
  Project,
  ProjectEnvelope,
  Issue,
  ReplayRequest,
  ReplayPlan,
  Replay,
  ReplayStatus,
  RunActivity,
  RunActivityEnvelope,
  Recording,
  RetentionRun,
  StorageUsage,
  Run,
  RunSummary,
  RunWithAttempts,
  RunSums,
  ScriptVersion,
  ScriptVersionWithSource,
  Trial,
  Comparison,
  ComparisonSummary,
  Token,
  NewToken,
  PortalLink,
  Diagnosis,
  Variable,
  VariableEnvelope,
  StoredValue,
  Scaling,
  Change,
  HealthReport,
  Lane,
  Worker,
  Links,
} from './entities.generated.ts';
import { operation, type NoParams } from './operation.ts';

/** Is the process alive? */
export const getLivez = operation<
  NoParams,
  NoParams,
  undefined,
  {
    readonly status: 'ok';
  }
>('GET', '/livez');

/** Can activities be recorded? */
export const getReadyz = operation<
  NoParams,
  { readonly verbose?: string },
  undefined,
  {
    readonly status: 'ok';
    readonly ledger: 'ok';
    readonly queue: 'ok' | 'degraded' | 'evicting';
    readonly workers?: {
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
      /** False when due runs have waited for UPSHOT_HEALTH_WORKERS_MS, and no worker has claimed a lane meanwhile. */
      readonly consuming: boolean;
    };
  }
>('GET', '/readyz');

/** Explain a problem */
export const getProblem = operation<
  { readonly code: string },
  NoParams,
  undefined,
  {
    readonly code: string;
    readonly status: number;
    readonly title: string;
    readonly resolution: string;
  }
>('GET', '/problems/{code}');

/** Read this document */
export const getOpenapi = operation<
  NoParams,
  NoParams,
  undefined,
  {
    readonly [property: string]: unknown;
  }
>('GET', '/api/openapi.json');

/** Post activities */
export const postActivities = operation<
  { readonly project: string },
  { readonly integration?: string },
  PostedActivity | readonly PostedActivity[],
  | Receipt
  | {
      readonly receipts: readonly Receipt[];
    }
>('POST', '/api/projects/{project}/activities');

/** List activities */
export const listActivities = operation<
  { readonly project: string },
  {
    readonly type?: readonly string[];
    readonly state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly result?: readonly ('success' | 'failure')[];
    readonly starts_at?: string;
    readonly cursor?: string;
    readonly count?: number;
    readonly fired?: 'none' | 'some' | 'failed';
    readonly id?: string;
    readonly from?: string;
    readonly to?: string;
  },
  undefined,
  readonly Activity[]
>('GET', '/api/projects/{project}/activities');

/** Read an activity */
export const getActivity = operation<
  { readonly project: string; readonly activity: string },
  {
    readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
    readonly timeout?: string;
  },
  undefined,
  Activity
>('GET', '/api/projects/{project}/activities/{activity}');

/** Read an activity's own log */
export const getActivityLog = operation<
  { readonly project: string; readonly activity: string },
  { readonly start_at?: number; readonly max_items?: number; readonly max_delay?: number },
  undefined,
  string
>('GET', '/api/projects/{project}/activities/{activity}/log');

/** Explain what an activity fired, and why the rest did not */
export const explainActivity = operation<
  { readonly project: string; readonly activity: string },
  { readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged' },
  undefined,
  readonly ExplainedReceipt[]
>('GET', '/api/projects/{project}/activities/{activity}/explain');

/** Cancel an activity (never possible) */
export const cancelActivity = operation<
  { readonly project: string; readonly activity: string },
  NoParams,
  undefined,
  {}
>('POST', '/api/projects/{project}/activities/{activity}/cancel');

/** List environments */
export const listEnvironments = operation<
  { readonly project: string },
  { readonly count?: number; readonly limit?: number },
  undefined,
  readonly Environment[]
>('GET', '/api/projects/{project}/environments');

/** Read an environment */
export const getEnvironment = operation<
  { readonly project: string; readonly environment: string },
  NoParams,
  undefined,
  Environment
>('GET', '/api/projects/{project}/environments/{environment}');

/** List the activities of an environment */
export const listEnvironmentActivities = operation<
  { readonly project: string; readonly environment: string },
  {
    readonly type?: readonly string[];
    readonly state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly result?: readonly ('success' | 'failure')[];
    readonly starts_at?: string;
    readonly cursor?: string;
    readonly count?: number;
    readonly fired?: 'none' | 'some' | 'failed';
    readonly id?: string;
    readonly from?: string;
    readonly to?: string;
  },
  undefined,
  readonly Activity[]
>('GET', '/api/projects/{project}/environments/{environment}/activities');

/** Read an activity, by its environment */
export const getActivityOfEnvironment = operation<
  { readonly project: string; readonly activity: string; readonly environment: string },
  {
    readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
    readonly timeout?: string;
  },
  undefined,
  Activity
>('GET', '/api/projects/{project}/environments/{environment}/activities/{activity}');

/** Read an activity's own log, by its environment */
export const getActivityLogOfEnvironment = operation<
  { readonly project: string; readonly activity: string; readonly environment: string },
  { readonly start_at?: number; readonly max_items?: number; readonly max_delay?: number },
  undefined,
  string
>('GET', '/api/projects/{project}/environments/{environment}/activities/{activity}/log');

/** Cancel an activity (never possible), by its environment */
export const cancelActivityOfEnvironment = operation<
  { readonly project: string; readonly activity: string; readonly environment: string },
  NoParams,
  undefined,
  {}
>('POST', '/api/projects/{project}/environments/{environment}/activities/{activity}/cancel');

/** Replay activities */
export const postReplay = operation<
  { readonly project: string },
  NoParams,
  ReplayRequest,
  ReplayPlan | Replay
>('POST', '/api/projects/{project}/replays');

/** List replays */
export const listReplays = operation<
  { readonly project: string },
  { readonly count?: number; readonly cursor?: string },
  undefined,
  readonly ReplayStatus[]
>('GET', '/api/projects/{project}/replays');

/** Follow a replay */
export const getReplay = operation<
  { readonly project: string; readonly replay: string },
  NoParams,
  undefined,
  ReplayStatus
>('GET', '/api/projects/{project}/replays/{replay}');

/** Cancel a replay */
export const cancelReplay = operation<
  { readonly project: string; readonly replay: string },
  NoParams,
  undefined,
  ReplayStatus
>('POST', '/api/projects/{project}/replays/{replay}/cancel');

/** List the attempts of the runs of an activity */
export const listActivityAttempts = operation<
  { readonly project: string; readonly activity: string },
  { readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged' },
  undefined,
  readonly {
    readonly run: string;
    readonly integration: string;
    /** The name it has now, or had when it was deleted. */
    readonly integration_name: string;
    readonly attempt: number;
    readonly outcome:
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled';
    readonly started_at: string | null;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly logged_at: string;
    readonly duration_ms: number | null;
    readonly next_attempt_at: string | null;
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
  }[]
>('GET', '/api/projects/{project}/activities/{activity}/attempts');

/** Count what some activities fired */
export const listActivityOutcomes = operation<
  { readonly project: string },
  { readonly activity: readonly string[] },
  undefined,
  readonly ActivityOutcomes[]
>('GET', '/api/projects/{project}/activity-outcomes');

/** List runs */
export const listRuns = operation<
  { readonly project: string },
  {
    readonly activity?: string;
    readonly integration?: string;
    readonly outcome?: readonly (
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
    )[];
    readonly state?: 'pending' | 'finished';
    readonly type?: readonly string[];
    readonly activity_state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly version?: number;
    readonly replay?: string;
    readonly from?: string;
    readonly to?: string;
    readonly starts_at?: string;
    readonly cursor?: string;
    readonly count?: number;
  },
  undefined,
  readonly Run[]
>('GET', '/api/projects/{project}/runs');

/** List runs in short */
export const listRunSummaries = operation<
  { readonly project: string },
  {
    readonly activity?: string;
    readonly integration?: string;
    readonly outcome?: readonly (
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
    )[];
    readonly state?: 'pending' | 'finished';
    readonly type?: readonly string[];
    readonly activity_state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly version?: number;
    readonly replay?: string;
    readonly from?: string;
    readonly to?: string;
    readonly starts_at?: string;
    readonly cursor?: string;
    readonly count?: number;
  },
  undefined,
  readonly RunSummary[]
>('GET', '/api/projects/{project}/run-summaries');

/** Count runs */
export const countRuns = operation<
  { readonly project: string },
  {
    readonly activity?: string;
    readonly integration?: string;
    readonly outcome?: readonly (
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
    )[];
    readonly state?: 'pending' | 'finished';
    readonly type?: readonly string[];
    readonly activity_state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly version?: number;
    readonly replay?: string;
    readonly from?: string;
    readonly to?: string;
    readonly bucket_seconds?: number;
  },
  undefined,
  {
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly from: string;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly to: string;
    readonly total: number;
    readonly counts: readonly {
      readonly by: 'outcome' | 'integration' | 'type' | 'version';
      /** An outcome (or pending), the id of an integration, a type of activity, or a version. */
      readonly key: string | null;
      readonly count: number;
    }[];
    /** By outcome, in stretches of bucket_seconds that begin at "at"; those without runs are left out. */
    readonly buckets: readonly {
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly at: string;
      readonly outcome: string;
      readonly count: number;
    }[];
  }
>('GET', '/api/projects/{project}/run-counts');

/** Sum up finished runs by integration */
export const sumUpRuns = operation<
  { readonly project: string },
  {
    readonly activity?: string;
    readonly integration?: string;
    readonly outcome?: readonly (
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
    )[];
    readonly state?: 'pending' | 'finished';
    readonly type?: readonly string[];
    readonly activity_state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly version?: number;
    readonly replay?: string;
    readonly from?: string;
    readonly to?: string;
    readonly parts?: number;
  },
  undefined,
  {
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly from: string;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly to: string;
    /** Those with finished runs. */
    readonly integrations: readonly RunSums[];
  }
>('GET', '/api/projects/{project}/run-sums');

/** Read a run */
export const getRun = operation<
  { readonly project: string; readonly run: string },
  NoParams,
  undefined,
  RunWithAttempts
>('GET', '/api/projects/{project}/runs/{run}');

/** Read the outcome of a run */
export const getRunOutcome = operation<
  { readonly project: string; readonly run: string },
  NoParams,
  undefined,
  {
    readonly id: string;
    readonly integration: string;
    /** The name it has now, or had when it was deleted. */
    readonly integration_name: string;
    readonly state: 'pending' | 'finished';
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
  }
>('GET', '/api/projects/{project}/runs/{run}/outcome');

/** Read a run's log */
export const getRunLog = operation<
  { readonly project: string; readonly run: string },
  { readonly start_at?: number; readonly max_items?: number; readonly max_delay?: number },
  undefined,
  string
>('GET', '/api/projects/{project}/runs/{run}/log');

/** Follow a project */
export const streamEvents = operation<
  { readonly project: string },
  {
    readonly event?: readonly ('integration' | 'activity' | 'run')[];
    readonly type?: readonly string[];
    readonly environment?: readonly string[];
    readonly integration?: string;
    readonly activity?: string;
    readonly outcome?: readonly (
      | 'succeeded'
      | 'failed'
      | 'timed_out'
      | 'out_of_memory'
      | 'crashed'
      | 'interrupted'
      | 'quarantined'
      | 'cancelled'
    )[];
    readonly since?: string;
    readonly cursor?: string;
  },
  undefined,
  string
>('GET', '/api/projects/{project}/stream');

/** List integrations */
export const listIntegrations = operation<
  { readonly project: string },
  { readonly count?: number; readonly limit?: number },
  undefined,
  readonly Integration[]
>('GET', '/api/projects/{project}/integrations');

/** Create an integration */
export const createIntegration = operation<
  { readonly project: string },
  NoParams,
  | {
      readonly type: 'script';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
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
    }
  | {
      readonly type: 'webhook';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
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
    }
  | {
      readonly type: 'health.email';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** Addresses, #admins or #viewers (UPSHOT_MAIL_ADMINS, UPSHOT_MAIL_VIEWERS). */
      readonly recipients: readonly string[];
      /** The sender; null for the one of the settings. */
      readonly from_address?: string | null;
    }
  | {
      readonly type: 'health.slack';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** Never answered again. */
      readonly token: string;
      /** Its name or id. */
      readonly channel: string;
    }
  | {
      readonly type: 'health.pagerduty';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** Never answered again. */
      readonly routing_key: string;
    }
  | {
      readonly type: 'health.webhook';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
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
    },
  IntegrationEnvelope
>('POST', '/api/projects/{project}/integrations');

/** Read an integration */
export const getIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  Integration
>('GET', '/api/projects/{project}/integrations/{integration}');

/** Change an integration */
export const updateIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  | {
      readonly type?: 'script';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
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
      readonly script?: string;
      /** What a run may share with earlier ones: warm: a context; context: an isolate; isolate: nothing. */
      readonly isolation?: 'warm' | 'context' | 'isolate';
      /** Its updated_at as it was read: refused with 409 when it was changed since. */
      readonly if_updated_at?: string | null;
    }
  | {
      readonly type?: 'webhook';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
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
      readonly url?: string;
      /** base64 or base64url. Signs every delivery; never answered again. Two keys, after a comma, both sign. */
      readonly shared_key?: string | null;
      /** Sent with every delivery, one a line: "Authorization: Bearer …". Never answered again. */
      readonly headers?: string | null;
      /** How X-JWS-Signature is made: compact for receivers that use the key undecoded. */
      readonly signature_form?: 'rfc7797' | 'compact';
      /** Seconds before the second, third, … attempt, each up to a day. Null: those of the deployment. */
      readonly retry_seconds?: readonly number[] | null;
      /** Its updated_at as it was read: refused with 409 when it was changed since. */
      readonly if_updated_at?: string | null;
    }
  | {
      readonly type?: 'health.email';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** Addresses, #admins or #viewers (UPSHOT_MAIL_ADMINS, UPSHOT_MAIL_VIEWERS). */
      readonly recipients?: readonly string[];
      /** The sender; null for the one of the settings. */
      readonly from_address?: string | null;
      /** Its updated_at as it was read: refused with 409 when it was changed since. */
      readonly if_updated_at?: string | null;
    }
  | {
      readonly type?: 'health.slack';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** Never answered again. */
      readonly token?: string;
      /** Its name or id. */
      readonly channel?: string;
      /** Its updated_at as it was read: refused with 409 when it was changed since. */
      readonly if_updated_at?: string | null;
    }
  | {
      readonly type?: 'health.pagerduty';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** Never answered again. */
      readonly routing_key?: string;
      /** Its updated_at as it was read: refused with 409 when it was changed since. */
      readonly if_updated_at?: string | null;
    }
  | {
      readonly type?: 'health.webhook';
      /** Begins with a letter or digit, then letters, digits, . _ or -; at most 63. */
      readonly name?: string;
      /** http or https, without user and password. */
      readonly url?: string;
      /** base64 or base64url. Signs every delivery; never answered again. Two keys, after a comma, both sign. */
      readonly shared_key?: string | null;
      /** Sent with every delivery, one a line: "Authorization: Bearer …". Never answered again. */
      readonly headers?: string | null;
      /** How X-JWS-Signature is made: compact for receivers that use the key undecoded. */
      readonly signature_form?: 'rfc7797' | 'compact';
      /** Seconds before the second, third, … attempt, each up to a day. Null: those of the deployment. */
      readonly retry_seconds?: readonly number[] | null;
      /** Its updated_at as it was read: refused with 409 when it was changed since. */
      readonly if_updated_at?: string | null;
    },
  IntegrationEnvelope
>('PATCH', '/api/projects/{project}/integrations/{integration}');

/** Delete an integration */
export const deleteIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  IntegrationEnvelope
>('DELETE', '/api/projects/{project}/integrations/{integration}');

/** Validate an integration */
export const validateIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  IntegrationEnvelope
>('POST', '/api/projects/{project}/integrations/{integration}/validate');

/** Explain which activities fired an integration, and why the others did not */
export const explainIntegration = operation<
  { readonly project: string; readonly integration: string },
  { readonly last?: number },
  undefined,
  IntegrationExplanation
>('GET', '/api/projects/{project}/integrations/{integration}/explanation');

/** Pause an integration */
export const pauseIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** For people. */
    readonly reason?: string;
  },
  IntegrationEnvelope
>('POST', '/api/projects/{project}/integrations/{integration}/pause');

/** Resume an integration */
export const resumeIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** Make runs for the activities that were recorded while it was paused, too. */
    readonly recover?: boolean;
  },
  {
    readonly status: string;
    readonly code: number;
    readonly _embedded: {
      readonly entity: Integration;
      readonly activities: readonly unknown[];
      readonly warnings?: readonly string[];
    };
    /** How many runs were made for what was missed. */
    readonly recovered: number;
  }
>('POST', '/api/projects/{project}/integrations/{integration}/resume');

/** List an integration's runs as activities */
export const listIntegrationActivities = operation<
  { readonly project: string; readonly integration: string },
  {
    readonly type?: readonly string[];
    readonly state?: readonly (
      'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged'
    )[];
    readonly result?: readonly ('success' | 'failure')[];
    readonly starts_at?: string;
    readonly cursor?: string;
    readonly count?: number;
  },
  undefined,
  readonly RunActivity[]
>('GET', '/api/projects/{project}/integrations/{integration}/activities');

/** Read a run as an activity */
export const getIntegrationActivity = operation<
  { readonly project: string; readonly integration: string; readonly activity: string },
  { readonly timeout?: string },
  undefined,
  RunActivity
>('GET', '/api/projects/{project}/integrations/{integration}/activities/{activity}');

/** Read the log of a run as an activity */
export const getIntegrationActivityLog = operation<
  { readonly project: string; readonly integration: string; readonly activity: string },
  { readonly start_at?: number; readonly max_items?: number; readonly max_delay?: number },
  undefined,
  string
>('GET', '/api/projects/{project}/integrations/{integration}/activities/{activity}/log');

/** Cancel a run */
export const cancelIntegrationActivity = operation<
  { readonly project: string; readonly integration: string; readonly activity: string },
  NoParams,
  undefined,
  RunActivityEnvelope
>('POST', '/api/projects/{project}/integrations/{integration}/activities/{activity}/cancel');

/** List an integration's variables */
export const listVariables = operation<
  { readonly project: string; readonly integration: string },
  { readonly count?: number; readonly limit?: number },
  undefined,
  readonly Variable[]
>('GET', '/api/projects/{project}/integrations/{integration}/variables');

/** Create a variable */
export const createVariable = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** Begins with a letter or _, then letters, digits, _ . : or -; at most 128. */
    readonly name: string;
    /** JSON text where is_json. */
    readonly value: string;
    readonly is_json?: boolean;
    /** Sealed, never answered again, masked in output. */
    readonly is_sensitive?: boolean;
    readonly attributes?: {
      readonly [property: string]: string;
    };
  },
  VariableEnvelope
>('POST', '/api/projects/{project}/integrations/{integration}/variables');

/** Change a variable that is named in the query or in the body */
export const updateNamedVariable = operation<
  { readonly project: string; readonly integration: string },
  { readonly id?: string; readonly name?: string },
  {
    readonly id?: string;
    /** Begins with a letter or _, then letters, digits, _ . : or -; at most 128. */
    readonly name?: string;
    /** JSON text where is_json. */
    readonly value?: string;
    readonly is_json?: boolean;
    /** Sealed, never answered again, masked in output. */
    readonly is_sensitive?: boolean;
    readonly attributes?: {
      readonly [property: string]: string;
    };
  },
  VariableEnvelope
>('PATCH', '/api/projects/{project}/integrations/{integration}/variables');

/** Delete a variable that is named in the query or in the body */
export const deleteNamedVariable = operation<
  { readonly project: string; readonly integration: string },
  { readonly id?: string; readonly name?: string },
  {
    readonly id?: string;
    readonly name?: string;
  },
  VariableEnvelope
>('DELETE', '/api/projects/{project}/integrations/{integration}/variables');

/** Read a variable */
export const getVariable = operation<
  { readonly project: string; readonly integration: string; readonly variable: string },
  NoParams,
  undefined,
  Variable
>('GET', '/api/projects/{project}/integrations/{integration}/variables/{variable}');

/** Change a variable */
export const updateVariable = operation<
  { readonly project: string; readonly integration: string; readonly variable: string },
  NoParams,
  {
    /** Begins with a letter or _, then letters, digits, _ . : or -; at most 128. */
    readonly name?: string;
    /** JSON text where is_json. */
    readonly value?: string;
    readonly is_json?: boolean;
    /** Sealed, never answered again, masked in output. */
    readonly is_sensitive?: boolean;
    readonly attributes?: {
      readonly [property: string]: string;
    };
  },
  VariableEnvelope
>('PATCH', '/api/projects/{project}/integrations/{integration}/variables/{variable}');

/** Delete a variable */
export const deleteVariable = operation<
  { readonly project: string; readonly integration: string; readonly variable: string },
  NoParams,
  undefined,
  VariableEnvelope
>('DELETE', '/api/projects/{project}/integrations/{integration}/variables/{variable}');

/** List the event types */
export const listEventTypes = operation<NoParams, NoParams, undefined, readonly EventType[]>(
  'GET',
  '/api/event-types',
);

/** Read an event type */
export const getEventType = operation<
  { readonly type: string },
  {
    readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
    readonly result?: 'success' | 'failure';
  },
  undefined,
  {
    readonly type: string;
    readonly title: string;
    /** One sentence. */
    readonly description: string;
    readonly category: 'project' | 'environment' | 'environment_type' | 'integration' | 'maintenance';
    /** Why it is old, and what came instead; null for what is not. */
    readonly deprecated: string | null;
    readonly _links: Links;
    readonly schema: {
      readonly [property: string]: unknown;
    };
    readonly sample: {
      readonly [property: string]: unknown;
    };
  }
>('GET', '/api/event-types/{type}');

/** List the limits of scripts */
export const listLimits = operation<
  NoParams,
  NoParams,
  undefined,
  readonly {
    /** Ends with its unit, where it does not count things. */
    readonly name: string;
    /** Its value, unless the setting says otherwise. */
    readonly default: number;
    /** The setting of workers that changes it; null where nothing does. */
    readonly setting: string | null;
    /** What it bounds. */
    readonly description: string;
  }[]
>('GET', '/api/limits');

/** List projects */
export const listProjects = operation<
  NoParams,
  { readonly count?: number; readonly limit?: number },
  undefined,
  readonly Project[]
>('GET', '/api/projects');

/** Read a project */
export const getProject = operation<{ readonly project: string }, NoParams, undefined, Project>(
  'GET',
  '/api/projects/{project}',
);

/** Create a project, or merge properties into it */
export const putProject = operation<
  { readonly project: string },
  { readonly replace?: boolean },
  {
    /** Lowercase letters, digits and hyphens; at most 63. */
    readonly id?: string;
    readonly title?: string;
    readonly [property: string]: unknown;
  },
  ProjectEnvelope
>('PUT', '/api/projects/{project}');

/** Change a project */
export const patchProject = operation<
  { readonly project: string },
  NoParams,
  {
    /** Lowercase letters, digits and hyphens; at most 63. */
    readonly id?: string;
    readonly title?: string;
    readonly [property: string]: unknown;
  },
  ProjectEnvelope
>('PATCH', '/api/projects/{project}');

/** Read what a project can do */
export const getCapabilities = operation<
  { readonly project: string },
  NoParams,
  undefined,
  {
    readonly integrations: {
      readonly enabled: boolean;
      readonly config: {
        readonly [property: string]: {
          readonly enabled: boolean;
        };
      };
      readonly allowed_integrations: readonly string[];
    };
    readonly custom_domains: {
      readonly enabled: boolean;
    };
    readonly outbound_firewall: {
      readonly enabled: boolean;
    };
    readonly runtime_operations: {
      readonly enabled: boolean;
    };
    readonly source_operations: {
      readonly enabled: boolean;
    };
  }
>('GET', '/api/projects/{project}/capabilities');

/** List the versions of an integration's script */
export const listScriptVersions = operation<
  { readonly project: string; readonly integration: string },
  { readonly before?: number; readonly count?: number },
  undefined,
  readonly ScriptVersion[]
>('GET', '/api/projects/{project}/integrations/{integration}/versions');

/** Add a version of an integration's script */
export const addScriptVersion = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** ES2021, or TypeScript. */
    readonly source: string;
    /** Why, for people. */
    readonly message?: string;
    readonly if_version?: number;
  },
  ScriptVersionWithSource
>('POST', '/api/projects/{project}/integrations/{integration}/versions');

/** Read a version of an integration's script */
export const getScriptVersion = operation<
  { readonly project: string; readonly integration: string; readonly version: number },
  NoParams,
  undefined,
  ScriptVersionWithSource
>('GET', '/api/projects/{project}/integrations/{integration}/versions/{version}');

/** Go back to a version of a script */
export const rollBackScript = operation<
  { readonly project: string; readonly integration: string; readonly version: number },
  NoParams,
  {
    /** Why, for people. */
    readonly message?: string;
    readonly if_version?: number;
  },
  ScriptVersionWithSource
>('POST', '/api/projects/{project}/integrations/{integration}/versions/{version}/rollback');

/** List what an integration stores */
export const listStorage = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  readonly StoredValue[]
>('GET', '/api/projects/{project}/integrations/{integration}/storage');

/** Store many values at once */
export const importStorage = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** Values as JSON text by key; a key as JSON writes it, without its quotes. */
    readonly values: {
      readonly [property: string]: string;
    };
    /** Remove all other keys (false). */
    readonly replace?: boolean;
  },
  {
    /** How many keys were written. */
    readonly written: number;
    /** How many keys were removed. */
    readonly removed: number;
  }
>('PUT', '/api/projects/{project}/integrations/{integration}/storage');

/** Read what an integration stores under a key */
export const getStoredValue = operation<
  { readonly project: string; readonly integration: string; readonly key: string },
  NoParams,
  undefined,
  StoredValue
>('GET', '/api/projects/{project}/integrations/{integration}/storage/{key}');

/** Store a value under a key */
export const putStoredValue = operation<
  { readonly project: string; readonly integration: string; readonly key: string },
  NoParams,
  {
    /** The value as JSON text, every digit as it is stored. */
    readonly value: string;
    readonly if_value?: string | null;
  },
  StoredValue
>('PUT', '/api/projects/{project}/integrations/{integration}/storage/{key}');

/** Remove what is stored under a key */
export const deleteStoredValue = operation<
  { readonly project: string; readonly integration: string; readonly key: string },
  NoParams,
  undefined,
  StoredValue
>('DELETE', '/api/projects/{project}/integrations/{integration}/storage/{key}');

/** Send a webhook a test delivery */
export const pingIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  {
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
  }
>('POST', '/api/projects/{project}/integrations/{integration}/ping');

/** Tell which of the last activities a filter would have matched */
export const previewFilter = operation<
  { readonly project: string },
  NoParams,
  {
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
    /** How many activities; 1,000 by default. */
    readonly last?: number;
  },
  FilterPreview
>('POST', '/api/projects/{project}/filter-preview');

/** Make the integrations of a project what they shall be */
export const applyIntegrations = operation<
  { readonly project: string },
  NoParams,
  {
    /** Only tell what would change. */
    readonly dry_run?: boolean;
    /** Delete what an earlier apply of the set made, and this one does not name. */
    readonly prune?: boolean;
    /** What the integrations together are called; "default". */
    readonly set?: string;
    /** Only while this is the revision of the project. */
    readonly if_revision?: number;
    /** Why, for people: of new versions of scripts. */
    readonly message?: string;
    readonly integrations: readonly DeclaredIntegration[];
  },
  Applied
>('POST', '/api/projects/{project}/apply');

/** Read the integrations of a project as an apply takes them */
export const exportIntegrations = operation<
  { readonly project: string },
  NoParams,
  undefined,
  ExportedIntegrations
>('GET', '/api/projects/{project}/export');

/** Read whether runs are recorded */
export const getRecording = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  Recording
>('GET', '/api/projects/{project}/integrations/{integration}/recording');

/** Record the next runs of a script */
export const putRecording = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** Attempts to record; 0 ends recording. */
    readonly count: number;
    /** When recording ends, whatever remains: in seven days at the latest, which is the default. */
    readonly until?: string;
  },
  Recording
>('PUT', '/api/projects/{project}/integrations/{integration}/recording');

/** Read the cassette of a run */
export const getCassette = operation<
  { readonly project: string; readonly run: string },
  { readonly attempt?: number },
  undefined,
  {
    readonly [property: string]: unknown;
  }
>('GET', '/api/projects/{project}/runs/{run}/cassette');

/** Look a script over */
export const lintScript = operation<
  { readonly project: string },
  NoParams,
  {
    /** ES2021, or TypeScript. */
    readonly source: string;
    /** How many runs of the script may be under way at once (1). */
    readonly concurrency?: number;
  },
  {
    /** The first 200, in the order of the source. */
    readonly problems: readonly {
      /** See docs/author-loop.md; `syntax` where the script does not compile. */
      readonly rule: string;
      /** An error fails when the script gets there; a warning may be meant. */
      readonly severity: 'error' | 'warning';
      readonly message: string;
      readonly line: number;
      readonly column: number;
      /** The place behind its last character. */
      readonly end: {
        readonly line: number;
        readonly column: number;
      };
    }[];
    /** How many there are. */
    readonly total: number;
  }
>('POST', '/api/projects/{project}/scripts:lint');

/** Try a script */
export const runScript = operation<
  { readonly project: string },
  NoParams,
  {
    /** ES2021, or TypeScript. */
    readonly source: string;
    /** A recorded activity by its id, a sample, or a document. */
    readonly activity: {
      readonly id?: string;
      /** An event type of the catalogue. */
      readonly sample?: string;
      /** An activity; as JSON text, every digit of its numbers is kept. */
      readonly document?:
        | {
            readonly [property: string]: unknown;
          }
        | string;
      readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
      readonly result?: 'success' | 'failure';
    };
    readonly variables?: {
      readonly [property: string]: unknown;
    };
    /** What requests are answered with: 200 with an empty body, unless a rule says otherwise. */
    readonly answers?: {
      /** The first rule that matches a request answers it. */
      readonly rules?: readonly {
        readonly request: {
          /** Such as POST; * for all. */
          readonly method?: string;
          /** A glob: * stops at a slash, ** does not. */
          readonly url?: string;
        };
        readonly respond?: {
          readonly status?: number;
          readonly headers?: {
            readonly [property: string]: string;
          };
          readonly body?: string;
          /** The body, as JSON. */
          readonly json?: unknown;
        };
        readonly error?: 'timeout' | 'refused' | 'dns' | 'tls' | 'reset';
        readonly delay_ms?: number;
        readonly times?: number;
      }[];
      readonly default?:
        | 'refuse'
        | {
            readonly status?: number;
            readonly headers?: {
              readonly [property: string]: string;
            };
            readonly body?: string;
            /** The body, as JSON. */
            readonly json?: unknown;
          };
    };
    /** Lower ones than those of the workers. */
    readonly limits?: {
      readonly wall_ms?: number;
      readonly cpu_ms?: number;
      readonly fetches?: number;
      readonly output_bytes?: number;
    };
    readonly storage?: {
      readonly [property: string]: unknown;
    };
  },
  | Trial
  | {
      readonly id: string;
      readonly status: 'waiting' | 'running';
    }
>('POST', '/api/projects/{project}/scripts:run');

/** Try an integration's script */
export const testIntegration = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** ES2021, or TypeScript. */
    readonly source?: string;
    readonly version?: number;
    /** A recorded activity by its id, a sample, or a document. */
    readonly activity?: {
      readonly id?: string;
      /** An event type of the catalogue. */
      readonly sample?: string;
      /** An activity; as JSON text, every digit of its numbers is kept. */
      readonly document?:
        | {
            readonly [property: string]: unknown;
          }
        | string;
      readonly state?: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
      readonly result?: 'success' | 'failure';
    };
    readonly variables?: {
      readonly [property: string]: unknown;
    };
    /** What requests are answered with: 200 with an empty body, unless a rule says otherwise. */
    readonly answers?: {
      /** The first rule that matches a request answers it. */
      readonly rules?: readonly {
        readonly request: {
          /** Such as POST; * for all. */
          readonly method?: string;
          /** A glob: * stops at a slash, ** does not. */
          readonly url?: string;
        };
        readonly respond?: {
          readonly status?: number;
          readonly headers?: {
            readonly [property: string]: string;
          };
          readonly body?: string;
          /** The body, as JSON. */
          readonly json?: unknown;
        };
        readonly error?: 'timeout' | 'refused' | 'dns' | 'tls' | 'reset';
        readonly delay_ms?: number;
        readonly times?: number;
      }[];
      readonly default?:
        | 'refuse'
        | {
            readonly status?: number;
            readonly headers?: {
              readonly [property: string]: string;
            };
            readonly body?: string;
            /** The body, as JSON. */
            readonly json?: unknown;
          };
    };
    /** Lower ones than those of the workers. */
    readonly limits?: {
      readonly wall_ms?: number;
      readonly cpu_ms?: number;
      readonly fetches?: number;
      readonly output_bytes?: number;
    };
    /** A recorded run: what it had, in place of activity, variables, answers and storage. Scope admin. */
    readonly replay_of_run?: string;
    /** What the script finds stored: nothing, a copy of what there is (the default), or values. */
    readonly storage?:
      | 'empty'
      | 'copy'
      | {
          readonly [property: string]: unknown;
        };
  },
  | Trial
  | {
      readonly id: string;
      readonly status: 'waiting' | 'running';
    }
>('POST', '/api/projects/{project}/integrations/{integration}/test');

/** Read a trial */
export const getTrial = operation<
  { readonly project: string; readonly trial: string },
  NoParams,
  undefined,
  | Trial
  | {
      readonly id: string;
      readonly status: 'waiting' | 'running';
    }
>('GET', '/api/projects/{project}/trials/{trial}');

/** Compare a script with history */
export const compareScript = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  {
    /** ES2021, or TypeScript. */
    readonly source: string;
    /** How many past runs at most (50). */
    readonly last?: number;
    /** In place of last: a shadow, which compares so many of the runs that come. */
    readonly next?: number;
    /** Only runs of this version of the script. */
    readonly against?: number;
    readonly type?: readonly string[];
    readonly outcome?: readonly ('succeeded' | 'failed' | 'timed_out' | 'out_of_memory')[];
    /** Only runs created at this time or later. */
    readonly from?: string;
    /** Only runs created before this time. */
    readonly to?: string;
    /** With next: the source becomes the current version when every run was the same, and compared exactly. */
    readonly promote_if_same?: boolean;
    /** Why, for people. */
    readonly message?: string;
    /** Parts that do not count. */
    readonly ignore?: readonly ('error' | 'output' | 'requests' | 'storage')[];
  },
  Comparison
>('POST', '/api/projects/{project}/integrations/{integration}/comparisons');

/** List comparisons */
export const listComparisons = operation<
  { readonly project: string; readonly integration: string },
  NoParams,
  undefined,
  readonly ComparisonSummary[]
>('GET', '/api/projects/{project}/integrations/{integration}/comparisons');

/** Follow a comparison */
export const getComparison = operation<
  { readonly project: string; readonly integration: string; readonly comparison: string },
  NoParams,
  undefined,
  Comparison
>('GET', '/api/projects/{project}/integrations/{integration}/comparisons/{comparison}');

/** Make a compared source the current version */
export const promoteComparison = operation<
  { readonly project: string; readonly integration: string; readonly comparison: string },
  NoParams,
  {
    /** Why, for people. */
    readonly message?: string;
    readonly if_version?: number;
  },
  ScriptVersionWithSource
>('POST', '/api/projects/{project}/integrations/{integration}/comparisons/{comparison}/promote');

/** Cancel a comparison */
export const cancelComparison = operation<
  { readonly project: string; readonly integration: string; readonly comparison: string },
  NoParams,
  undefined,
  Comparison
>('POST', '/api/projects/{project}/integrations/{integration}/comparisons/{comparison}/cancel');

/** Read what scripts can use */
export const getScriptApi = operation<
  NoParams,
  NoParams,
  undefined,
  {
    readonly globals: readonly {
      readonly name: string;
      /** In TypeScript; a method begins with a parenthesis or `<`. */
      readonly type: string;
      readonly description: string;
    }[];
    /** The objects that globals are or give. */
    readonly types: readonly {
      /** As the `type` of a member names it. */
      readonly name: string;
      readonly description: string;
      readonly members: readonly {
        readonly name: string;
        /** In TypeScript; a method begins with a parenthesis or `<`. */
        readonly type: string;
        readonly description: string;
      }[];
    }[];
    readonly underscore: {
      readonly version: string;
      readonly functions: readonly string[];
    };
  }
>('GET', '/api/script-api.json');

/** Read the types of scripts */
export const getScriptTypes = operation<NoParams, NoParams, undefined, string>('GET', '/api/script-api.d.ts');

/** Get a project's retention */
export const getProjectRetention = operation<
  { readonly project: string },
  NoParams,
  undefined,
  {
    /** Days that activities are kept. */
    readonly activity_days?: number;
    /** Days that log entries of succeeded runs are kept. */
    readonly succeeded_days?: number;
    /** Days that all other log entries are kept. */
    readonly log_days?: number;
  }
>('GET', '/api/projects/{project}/retention');

/** Set a project's retention */
export const putProjectRetention = operation<
  { readonly project: string },
  NoParams,
  {
    /** Days that activities are kept. */
    readonly activity_days?: number;
    /** Days that log entries of succeeded runs are kept. */
    readonly succeeded_days?: number;
    /** Days that all other log entries are kept. */
    readonly log_days?: number;
  },
  {
    /** Days that activities are kept. */
    readonly activity_days?: number;
    /** Days that log entries of succeeded runs are kept. */
    readonly succeeded_days?: number;
    /** Days that all other log entries are kept. */
    readonly log_days?: number;
  }
>('PUT', '/api/projects/{project}/retention');

/** List removals of expired data */
export const listRetentionRuns = operation<NoParams, NoParams, undefined, readonly RetentionRun[]>(
  'GET',
  '/api/retention-runs',
);

/** Remove expired data */
export const postRetentionRun = operation<
  NoParams,
  NoParams,
  {
    /** Says what would go, and removes nothing (false). */
    readonly dry_run?: boolean;
  },
  RetentionRun
>('POST', '/api/retention-runs');

/** Get a removal of expired data */
export const getRetentionRun = operation<{ readonly run: string }, NoParams, undefined, RetentionRun>(
  'GET',
  '/api/retention-runs/{run}',
);

/** List issues */
export const listIssues = operation<
  { readonly project: string },
  {
    readonly from?: string;
    readonly to?: string;
    readonly state?: readonly ('open' | 'acknowledged' | 'resolved')[];
    readonly integration?: string;
    readonly count?: number;
  },
  undefined,
  {
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly from: string;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly to: string;
    /** Only the newest 20,000 failures of the range count. */
    readonly truncated: boolean;
    readonly issues: readonly Issue[];
  }
>('GET', '/api/projects/{project}/issues');

/** Read an issue */
export const getIssue = operation<
  { readonly project: string; readonly issue: string },
  { readonly from?: string; readonly to?: string },
  undefined,
  {
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
    /** To replay: failed so, without success since. The newest first, 1000 at most. */
    readonly activities: readonly string[];
    /** There are more. */
    readonly more_activities: boolean;
  }
>('GET', '/api/projects/{project}/issues/{issue}');

/** Acknowledge, resolve or reopen an issue */
export const updateIssue = operation<
  { readonly project: string; readonly issue: string },
  { readonly from?: string; readonly to?: string },
  {
    readonly state: 'open' | 'acknowledged' | 'resolved';
  },
  Issue
>('PATCH', '/api/projects/{project}/issues/{issue}');

/** Find what has an id */
export const locateId = operation<
  { readonly id: string },
  NoParams,
  undefined,
  readonly {
    readonly kind: 'run' | 'activity' | 'integration' | 'replay';
    readonly project: string;
  }[]
>('GET', '/api/ids/{id}');

/** Read what takes space in the ledger */
export const getStorageUsage = operation<NoParams, NoParams, undefined, StorageUsage>(
  'GET',
  '/api/storage-usage',
);

/** Query the log with SQL */
export const runSql = operation<
  NoParams,
  NoParams,
  {
    readonly query?: string;
    /** A query of the pack, in place of query. */
    readonly saved?: string;
    /** Rows at most (1,000). */
    readonly limit?: number;
  },
  {
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
    }[];
    /** One array per row, in the order of the columns. */
    readonly rows: readonly (readonly unknown[])[];
    /** Rows were left out: add a limit or a narrower range. */
    readonly truncated: boolean;
  }
>('POST', '/api/sql');

/** List saved SQL queries */
export const listSavedQueries = operation<
  NoParams,
  NoParams,
  undefined,
  readonly {
    readonly name: string;
    readonly title: string;
    readonly sql: string;
  }[]
>('GET', '/api/sql/saved');

/** List changes */
export const listChanges = operation<
  NoParams,
  {
    readonly project?: string;
    readonly token?: string;
    readonly operation?: string;
    readonly from?: string;
    readonly to?: string;
    readonly count?: number;
    readonly cursor?: string;
  },
  undefined,
  readonly Change[]
>('GET', '/api/audit');

/** List changes of a project */
export const listProjectChanges = operation<
  { readonly project: string },
  {
    readonly token?: string;
    readonly operation?: string;
    readonly from?: string;
    readonly to?: string;
    readonly count?: number;
    readonly cursor?: string;
  },
  undefined,
  readonly Change[]
>('GET', '/api/projects/{project}/audit');

/** Read whether work flows, and if not, why */
export const getHealthReport = operation<NoParams, NoParams, undefined, HealthReport>(
  'GET',
  '/api/health-report',
);

/** Get the number of workers that there should be */
export const getScaling = operation<
  NoParams,
  { readonly min?: number; readonly max?: number },
  undefined,
  Scaling
>('GET', '/api/scaling');

/** List lanes with due runs */
export const listLanes = operation<
  NoParams,
  { readonly project?: string; readonly count?: number; readonly cursor?: string },
  undefined,
  readonly Lane[]
>('GET', '/api/lanes');

/** List workers */
export const listWorkers = operation<NoParams, NoParams, undefined, readonly Worker[]>('GET', '/api/workers');

/** Get a worker */
export const getWorker = operation<{ readonly worker: string }, NoParams, undefined, Worker>(
  'GET',
  '/api/workers/{worker}',
);

/** Drain a worker */
export const drainWorker = operation<{ readonly worker: string }, NoParams, undefined, Worker>(
  'POST',
  '/api/workers/{worker}/drain',
);

/** Resume a drained worker */
export const resumeWorker = operation<{ readonly worker: string }, NoParams, undefined, Worker>(
  'POST',
  '/api/workers/{worker}/resume',
);

/** Read the caller and its projects */
export const getAccount = operation<
  NoParams,
  NoParams,
  undefined,
  {
    /** The id of the token. */
    readonly id: string;
    readonly username: string;
    /** The name of the token. */
    readonly first_name: string;
    readonly last_name: string;
    /** Empty. */
    readonly email: string;
    readonly email_verified: boolean;
    readonly phone_number_verified: boolean;
    readonly mfa_enabled: boolean;
    readonly sso_enabled: boolean;
    readonly deactivated: boolean;
    readonly country: string;
    readonly company: string;
    readonly website: string;
    readonly picture: string;
    readonly created_at: string | null;
    readonly updated_at: string | null;
    readonly _links: Links;
    readonly uuid: string;
    readonly mail: string;
    readonly display_name: string;
    readonly projects: readonly {
      readonly id: string;
      readonly title: string;
      readonly region: string;
      readonly status: 'active';
      readonly organization_id: string;
      readonly subscription_id: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly created_at: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly updated_at: string;
      readonly name: string;
      readonly owner: string;
      readonly region_label: string;
      /** The whole address of the project. */
      readonly endpoint: string;
      readonly uri: string;
    }[];
    readonly ssh_keys: readonly unknown[];
    readonly roles: readonly unknown[];
    readonly teams: readonly unknown[];
    readonly organizations: readonly unknown[];
  }
>('GET', '/api/me');

/** Read the caller and its projects, as later clients do */
export const getPlatformAccount = operation<
  NoParams,
  NoParams,
  undefined,
  {
    /** The id of the token. */
    readonly id: string;
    readonly username: string;
    /** The name of the token. */
    readonly first_name: string;
    readonly last_name: string;
    /** Empty. */
    readonly email: string;
    readonly email_verified: boolean;
    readonly phone_number_verified: boolean;
    readonly mfa_enabled: boolean;
    readonly sso_enabled: boolean;
    readonly deactivated: boolean;
    readonly country: string;
    readonly company: string;
    readonly website: string;
    readonly picture: string;
    readonly created_at: string | null;
    readonly updated_at: string | null;
    readonly _links: Links;
    readonly uuid: string;
    readonly mail: string;
    readonly display_name: string;
    readonly projects: readonly {
      readonly id: string;
      readonly title: string;
      readonly region: string;
      readonly status: 'active';
      readonly organization_id: string;
      readonly subscription_id: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly created_at: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly updated_at: string;
      readonly name: string;
      readonly owner: string;
      readonly region_label: string;
      /** The whole address of the project. */
      readonly endpoint: string;
      readonly uri: string;
    }[];
    readonly ssh_keys: readonly unknown[];
    readonly roles: readonly unknown[];
    readonly teams: readonly unknown[];
    readonly organizations: readonly unknown[];
  }
>('GET', '/api/platform/me');

/** Read the caller as a user */
export const getUser = operation<
  { readonly user: string },
  NoParams,
  undefined,
  {
    /** The id of the token. */
    readonly id: string;
    readonly username: string;
    /** The name of the token. */
    readonly first_name: string;
    readonly last_name: string;
    /** Empty. */
    readonly email: string;
    readonly email_verified: boolean;
    readonly phone_number_verified: boolean;
    readonly mfa_enabled: boolean;
    readonly sso_enabled: boolean;
    readonly deactivated: boolean;
    readonly country: string;
    readonly company: string;
    readonly website: string;
    readonly picture: string;
    readonly created_at: string | null;
    readonly updated_at: string | null;
    readonly _links: Links;
  }
>('GET', '/api/users/{user}');

/** List what the caller may see */
export const listExtendedAccess = operation<
  { readonly user: string },
  {
    readonly 'filter[resource_type]'?: string;
    readonly 'filter[organization_id]'?: unknown;
    readonly 'filter[permissions]'?: unknown;
    readonly 'page[size]'?: unknown;
    readonly 'page[after]'?: unknown;
    readonly 'page[before]'?: unknown;
    readonly sort?: unknown;
  },
  undefined,
  {
    readonly items: readonly {
      readonly user_id: string;
      readonly resource_id: string;
      readonly resource_type: 'project';
      readonly organization_id: string;
      readonly permissions: readonly string[];
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly granted_at: string;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly updated_at: string;
    }[];
    readonly 'ref:projects': {
      readonly [property: string]: {
        readonly id: string;
        readonly title: string;
        readonly region: string;
        readonly status: 'active';
        readonly organization_id: string;
        readonly subscription_id: string;
        /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
        readonly created_at: string;
        /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
        readonly updated_at: string;
      };
    };
    readonly _links: Links;
  }
>('GET', '/api/users/{user}/extended-access');

/** Exchange a token for a bearer token (OAuth 2), as clients of the original do */
export const exchangeToken = operation<
  NoParams,
  NoParams,
  {
    /** api_token. */
    readonly grant_type: string;
    /** A token of POST /api/tokens. */
    readonly api_token: string;
    readonly [property: string]: unknown;
  },
  {
    readonly access_token: string;
    readonly token_type: 'bearer';
    /** In seconds. */
    readonly expires_in: number;
    readonly scope: string;
  }
>('POST', '/oauth2/token');

/** List tokens */
export const listTokens = operation<NoParams, NoParams, undefined, readonly Token[]>('GET', '/api/tokens');

/** Make a token */
export const createToken = operation<
  NoParams,
  NoParams,
  {
    readonly scope: 'producer' | 'read' | 'operate' | 'admin';
    /** For people: who uses it. */
    readonly name: string;
    /** null: every project. */
    readonly project?: string | null;
    readonly expires_at?: string | null;
  },
  NewToken
>('POST', '/api/tokens');

/** Revoke a token */
export const revokeToken = operation<{ readonly token: string }, NoParams, undefined, Token>(
  'DELETE',
  '/api/tokens/{token}',
);

/** Read what is worth checking */
export const getDiagnosis = operation<NoParams, NoParams, undefined, Diagnosis>('GET', '/api/diagnosis');

/** Seal every secret with the current key */
export const rotateSecrets = operation<
  NoParams,
  NoParams,
  undefined,
  {
    /** The id of the current key: the first of UPSHOT_SECRET_KEY. */
    readonly key: string;
    /** Secrets that were sealed with another key, and now with the current one. */
    readonly rotated: number;
    /** Secrets whose key is not configured, or which were tampered with: they are left alone. */
    readonly unreadable: readonly {
      readonly table: string;
      readonly column: string;
      readonly id: string;
      readonly key: string;
    }[];
  }
>('POST', '/api/secrets/rotate');

/** Read the session of the console */
export const getSession = operation<
  NoParams,
  NoParams,
  undefined,
  {
    readonly session: {
      readonly scope: 'producer' | 'read' | 'operate' | 'admin';
      /** null: every project. */
      readonly project: string | null;
      /** May replay, cancel, pause and resume. */
      readonly can_operate: boolean;
      /** May change everything. False where the console is read-only. */
      readonly can_change: boolean;
      /** False where the cookie crosses a network unencrypted. */
      readonly is_secure: boolean;
      /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
      readonly expires_at: string;
      /** Of a session that began with a link to one project. */
      readonly portal: {
        /** To some integrations of the project. */
        readonly is_limited: boolean;
        readonly theme: 'light' | 'dark' | null;
        /** The origins of the pages that may show it in a frame. */
        readonly embed: readonly string[];
      } | null;
    } | null;
  }
>('GET', '/console/session');

/** Sign in to the console */
export const beginSession = operation<
  NoParams,
  NoParams,
  {
    readonly token?: string;
    /** Of a one-time link. */
    readonly key?: string;
  },
  {
    readonly scope: 'producer' | 'read' | 'operate' | 'admin';
    /** null: every project. */
    readonly project: string | null;
    /** May replay, cancel, pause and resume. */
    readonly can_operate: boolean;
    /** May change everything. False where the console is read-only. */
    readonly can_change: boolean;
    /** False where the cookie crosses a network unencrypted. */
    readonly is_secure: boolean;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly expires_at: string;
    /** Of a session that began with a link to one project. */
    readonly portal: {
      /** To some integrations of the project. */
      readonly is_limited: boolean;
      readonly theme: 'light' | 'dark' | null;
      /** The origins of the pages that may show it in a frame. */
      readonly embed: readonly string[];
    } | null;
  }
>('POST', '/console/session');

/** Sign out of the console */
export const endSession = operation<
  NoParams,
  NoParams,
  undefined,
  {
    readonly session: null;
  }
>('DELETE', '/console/session');

/** Make a one-time link to the console */
export const createConsoleLink = operation<
  NoParams,
  NoParams,
  undefined,
  {
    readonly url: string;
    /** UTC, as 2026-01-31T12:00:00.000000+00:00. */
    readonly expires_at: string;
  }
>('POST', '/api/console-links');

/** Make a one-time link to a project's console */
export const createPortalLink = operation<
  { readonly project: string },
  NoParams,
  {
    /** operate also replays, pauses, resumes, tests, and acknowledges issues. */
    readonly scope: 'read' | 'operate';
    /** How many seconds its session is good (3600). */
    readonly expires_in?: number;
    /** The only ones that it reaches: ids or names. Without: all of the project. */
    readonly integrations?: readonly string[];
    readonly theme?: 'light' | 'dark';
    /** Origins of the pages that show it in a frame, as https://app.example.com. */
    readonly embed?: readonly string[];
  },
  PortalLink
>('POST', '/api/projects/{project}/console-links');
