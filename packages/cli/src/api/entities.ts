import type * as api from './entities.generated.ts';

/** Any object of the server: known fields are typed below, further ones are shown as they come. */
export interface Entity {
  readonly [property: string]: unknown;
}

export type Integration = api.Integration & Entity;

/** An activity with the properties that producers usually give it; the server keeps each as it was posted. */
export type Activity = Pick<api.Activity, 'id' | 'type' | 'state'> & {
  readonly result: string | null;
  readonly created_at?: string;
  readonly started_at?: string | null;
  readonly completed_at?: string | null;
  readonly cancelled_at?: string | null;
  readonly completion_percent?: number;
  readonly environments?: readonly string[];
  readonly timings?: Readonly<Record<string, number>>;
  readonly text?: string | null;
  readonly description?: string | null;
  readonly payload?: Entity;
  readonly _links?: api.Links;
} & Entity;

export interface LogItem {
  readonly _id?: string;
  readonly data?: { readonly timestamp: string; readonly message: string };
  readonly seal?: boolean;
}

export type Run = api.Run & Entity;

export type RunOutcome = Pick<api.Run, 'id' | 'integration' | 'integration_name' | 'state' | 'outcome'>;
export type Variable = api.Variable & Entity;
/** What a script has stored under a key. */
export type StoredValue = api.StoredValue;
export type Receipt = api.Receipt;
export type ExplainedReceipt = api.ExplainedReceipt;
export type Project = api.Project & Entity;
export type Token = api.Token & Partial<Pick<api.NewToken, 'token'>> & Entity;
export type IntegrationExplanation = api.IntegrationExplanation;
/** Which activities a filter would have matched. */
export type FilterPreview = api.FilterPreview;

export type Recording = api.Recording;

/** What an apply has changed, or would change. */
export type Applied = api.Applied;

/** Integrations as an apply takes them. */
export type ExportedIntegrations = api.ExportedIntegrations;
export type PortalLink = api.PortalLink;
export type RetentionRun = api.RetentionRun;
export type StorageUsage = api.StorageUsage;
export type Change = api.Change;
export type HealthReport = api.HealthReport;
export type Lane = api.Lane;
export type Worker = api.Worker;
export type StreamedActivity = api.StreamedActivity;
export type StreamedIntegration = api.StreamedIntegration;
export type StreamedRun = api.StreamedRun;
export type ScriptVersion = api.ScriptVersion & Entity;
export type ScriptVersionWithSource = api.ScriptVersionWithSource & Entity;
export type EventType = api.EventType;

/** A script compared with what an integration did. */
export type Comparison = api.Comparison;
export type ComparisonSummary = api.ComparisonSummary;

/** What the server says of itself to `doctor`. */
export type Diagnosis = api.Diagnosis;

/** An event type with the JSON Schema of its activities, and one of them. */
export interface EventTypeWithSample extends EventType {
  readonly schema: object;
  readonly sample: Entity;
}

/** Failures that look alike. */
export type Issue = api.Issue & Entity;

/** What a replay would do, and with `dry_run` no more than that. */
export type ReplayPlan = api.ReplayPlan;
export type ReplayCandidate = ReplayPlan['sample'][number];

/** A replay under way: the runs it has made. */
export type Replay = api.Replay;
export type ReplayStatus = api.ReplayStatus & Entity;
export type ReplayRun = Replay['runs'][number];

/** What the server answers to a change: the entity as it is now, and activities that carry the change out. */
export interface Accepted<T> {
  readonly code?: number;
  readonly _embedded?: {
    readonly entity?: T;
    readonly activities?: readonly Activity[];
    readonly warnings?: readonly string[];
  };
}
