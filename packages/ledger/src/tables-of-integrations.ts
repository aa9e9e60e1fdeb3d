import type { ResultFilter } from '@upshot/shared/integration';
import type { ColumnType, Generated } from 'kysely';
import type { Json } from './json-columns.ts';
import type { CommitXid, NullableTimestamp, Timestamp } from './timestamp-columns.ts';

/** Of the version before; a trigger writes it. */
type Former<T> = ColumnType<T | null, never, never>;

/** What makes a version of a script. */
type VersionOrigin = 'api' | 'apply' | 'rollback';

export interface IntegrationsTable {
  id: string;
  project_id: string;
  name: ColumnType<string, string | undefined, string>;
  type: string;
  events: string[];
  states: string[];
  environments: string[];
  excluded_environments: string[];
  result: ResultFilter;
  condition: ColumnType<string | null, string | null | undefined, string | null>;
  /** A trigger writes it; see `withOwnEvents`. */
  conditional_events: ColumnType<string[] | null, never, never>;
  concurrency: number;
  max_per_second: ColumnType<number | null, number | null | undefined, number | null>;
  burst: Generated<number>;
  script_version: number | null;
  settings: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>;
  sealed: ColumnType<Readonly<Record<string, string>>, string | undefined, string>;
  url: Former<string>;
  shared_key_sealed: Former<string>;
  recipients: Former<string[]>;
  from_address: Former<string>;
  channel: Former<string>;
  token_sealed: Former<string>;
  routing_key_sealed: Former<string>;
  paused_at: NullableTimestamp;
  paused_reason: string | null;
  paused_by: string | null;
  managed_by: ColumnType<string | null, string | null | undefined, never>;
  created_at: Timestamp;
  updated_at: NullableTimestamp;
  deleted_at: NullableTimestamp;
  commit_xid: CommitXid;
}

export interface FailingWebhooksTable {
  integration_id: string;
  since: Timestamp;
}

export interface RateLimitsTable {
  integration_id: string;
  next_at: Timestamp;
  taken_at: Timestamp;
  wake_at: Timestamp;
}

export interface ScriptVersionsTable {
  integration_id: string;
  version: number;
  source: string;
  created_at: Timestamp;
  message: string | null;
  created_by: string | null;
  origin: ColumnType<VersionOrigin, VersionOrigin | undefined, never>;
  rollback_of: number | null;
}

export interface VariablesTable {
  id: string;
  integration_id: string;
  name: string;
  value: string | null;
  value_sealed: string | null;
  is_json: boolean;
  is_sensitive: boolean;
  attributes: Json<Record<string, string>>;
  created_at: Timestamp;
  updated_at: NullableTimestamp;
}
