import type { Json } from './json-columns.ts';
import type {
  FailingWebhooksTable,
  IntegrationsTable,
  RateLimitsTable,
  ScriptVersionsTable,
  VariablesTable,
} from './tables-of-integrations.ts';
import type { ConsoleLinksTable } from './tables-of-console.ts';
import type { IssueStatesTable } from './tables-of-issues.ts';
import type { ComparisonRunsTable, ComparisonsTable } from './tables-of-comparisons.ts';
import type { RecordingOrdersTable, RecordingsTable } from './tables-of-recordings.ts';
import type { PostingKeysTable, ReplaysTable } from './tables-of-replays.ts';
import type { RetentionRunsTable, RetentionTrimsTable } from './tables-of-retention.ts';
import type { ScalingSamplesTable, WorkersTable } from './tables-of-workers.ts';
import type { CommitXid, NullableTimestamp, Timestamp } from './timestamp-columns.ts';
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { ActivityResult, ActivityState } from '@upshot/shared/activity';
import type { TokenScope } from '@upshot/shared/token-scope';
import type { EntryRow } from './log/entry.ts';

/** The ledger's tables, as `migrations/` makes them; what each column means stands there as its comment. */
export interface Tables {
  projects: ProjectsTable;
  tokens: TokensTable;
  integrations: IntegrationsTable;
  failing_webhooks: FailingWebhooksTable;
  rate_limits: RateLimitsTable;
  script_versions: ScriptVersionsTable;
  variables: VariablesTable;
  storage: StorageTable;
  activity_identities: ActivityIdentitiesTable;
  activities: ActivitiesTable;
  pending_runs: PendingRunsTable;
  posting_keys: PostingKeysTable;
  lanes: LanesTable;
  activity_log: ActivityLogTable;
  replays: ReplaysTable;
  workers: WorkersTable;
  health_monitor: HealthMonitorTable;
  health_states: HealthStatesTable;
  health_notifications: HealthNotificationsTable;
  scaling_samples: ScalingSamplesTable;
  retention_trims: RetentionTrimsTable;
  retention_runs: RetentionRunsTable;
  audit_log: AuditLogTable;
  recording_orders: RecordingOrdersTable;
  recordings: RecordingsTable;
  issue_states: IssueStatesTable;
  console_links: ConsoleLinksTable;
  comparisons: ComparisonsTable;
  comparison_runs: ComparisonRunsTable;
}

/** bigint arrives as text, so that no digit is lost. */
type BigintKey = ColumnType<string, never, never>;

interface ProjectsTable {
  id: string;
  title: string;
  document: ColumnType<unknown, never, never>;
  properties: ColumnType<Record<string, unknown>, string | undefined, string>;
  revision: ColumnType<string, never, never>;
  retention: ColumnType<ProjectRetention, string | undefined, string>;
  created_at: Timestamp;
  updated_at: NullableTimestamp;
}

/** For how many days a project keeps data, where it differs from the deployment. */
export interface ProjectRetention {
  readonly activity_days?: number;
  readonly succeeded_days?: number;
  readonly log_days?: number;
}

interface TokensTable {
  id: string;
  project_id: string | null;
  scope: TokenScope;
  name: string;
  hash: Buffer;
  created_at: Timestamp;
  expires_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  differing_posts: Generated<number>;
  last_differing_at: NullableTimestamp;
}

interface StorageTable {
  integration_id: string;
  key: string;
  value: string;
  updated_at: Timestamp;
}

interface ActivityIdentitiesTable {
  project_id: string;
  activity_id: string;
  state: ActivityState;
  seq: BigintKey;
  recorded_at: Timestamp;
}

interface ActivitiesTable {
  seq: string;
  recorded_at: Timestamp;
  project_id: string;
  id: string;
  type: string;
  state: ActivityState;
  result: ActivityResult | null;
  environments: string[];
  created_at: Timestamp;
  body: string;
  receipt: Json<unknown>;
  trace_id: string | null;
  commit_xid: CommitXid;
}

interface PendingRunsTable {
  seq: BigintKey;
  id: string;
  project_id: string;
  integration_id: string;
  lane: string;
  activity_seq: string;
  activity_recorded_at: Timestamp;
  activity_id: string;
  activity_type: string;
  activity_state: ActivityState;
  activity_bytes: number;
  due_at: Timestamp;
  attempt: Generated<number>;
  begun_at: NullableTimestamp;
  begun_by: string | null;
  interruptions: Generated<number>;
  traceparent: string | null;
  replay_id: string | null;
  replay_of: string | null;
  script_version: number | null;
  replayed_at: NullableTimestamp;
}

interface LanesTable {
  id: string;
  integration_id: string;
  epoch: ColumnType<string, string | undefined, string>;
  holder: string | null;
  claimed_at: NullableTimestamp;
  limited_until: NullableTimestamp;
}

/** The columns of `log/entry.ts`, and those that PostgreSQL sets. */
type ActivityLogTable = EntryTable & {
  seq: BigintKey;
  logged_at: Timestamp;
  commit_xid: CommitXid;
};

type EntryTable = {
  [C in keyof EntryRow]: C extends 'output_index' | 'requests'
    ? Json<EntryRow[C]>
    : EntryRow[C] extends Date
      ? Timestamp
      : EntryRow[C] extends Date | null
        ? NullableTimestamp
        : EntryRow[C];
};

interface HealthMonitorTable {
  singleton: Generated<boolean>;
  looked_at: Timestamp;
  silent_recipients: Generated<string[]>;
}

interface HealthStatesTable {
  project_id: string;
  subject: string;
  integration_id: string | null;
  status: 'bad' | 'ok';
  since: Timestamp;
  changed_at: Timestamp;
}

interface HealthNotificationsTable {
  seq: BigintKey;
  id: string;
  project_id: string;
  integration_id: string;
  subject: string;
  change: Json<unknown>;
  activity_id: string;
  activity_type: string;
  activity_recorded_at: Timestamp;
  due_at: Timestamp;
  attempt: Generated<number>;
  begun_at: NullableTimestamp;
  begun_by: string | null;
}

interface AuditLogTable {
  seq: BigintKey;
  at: Timestamp;
  token_id: string;
  token_name: string | null;
  operation: string;
  project_id: string | null;
  target: Json<Readonly<Record<string, string>>>;
  fields: string[];
  status: number | null;
  result_id: string | null;
  request_id: string;
  trace_id: string | null;
}

export type Project = Selectable<ProjectsTable>;
export type Integration = Selectable<IntegrationsTable>;
export type ScriptVersion = Selectable<ScriptVersionsTable>;
export type Variable = Selectable<VariablesTable>;
export type Token = Selectable<TokensTable>;
export type PendingRun = Selectable<PendingRunsTable>;
export type Activity = Selectable<ActivitiesTable>;
export type Lane = Selectable<LanesTable>;
export type RateLimitRow = Selectable<Tables['rate_limits']>;
export type Stored = Selectable<StorageTable>;
export type LogEntry = Selectable<ActivityLogTable>;
export type WorkerRow = Selectable<WorkersTable>;
export type ScalingSample = Selectable<ScalingSamplesTable>;
export type AuditRow = Selectable<AuditLogTable>;
export type RetentionRun = Selectable<RetentionRunsTable>;
export type HealthStateRow = Selectable<Tables['health_states']>;
