import type { OutputLine, RunError } from '@upshot/shared/outcome';

/** Whatever the server sends: the known fields are declared below, further ones are shown as they come. */
export interface Entity {
  readonly [property: string]: unknown;
}

export interface Integration extends Entity {
  readonly id: string;
  readonly type: string;
  readonly _links?: Readonly<Record<string, unknown>>;
}

export interface Activity extends Entity {
  readonly id: string;
  readonly type: string;
  readonly state: string;
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
  readonly _links?: Readonly<Record<string, unknown>>;
}

export interface LogItem {
  readonly _id?: string;
  readonly data?: { readonly timestamp: string; readonly message: string };
  readonly seal?: boolean;
}

export interface Run extends Entity {
  readonly id: string;
  readonly integration: string;
  readonly integration_type: string;
  readonly activity: string;
  readonly activity_type: string;
  readonly state: 'pending' | 'finished';
  readonly attempt: number;
  readonly outcome: string | null;
  readonly error?: RunError | null;
  readonly started_at?: string | null;
  readonly duration_ms?: number | null;
  readonly output?: string | readonly OutputLine[] | null;
  readonly trace_id?: string | null;
  readonly http_status?: number | null;
  readonly next_attempt_at?: string | null;
}

export interface Variable extends Entity {
  readonly id: string;
  readonly name: string;
  readonly value?: unknown;
  readonly is_json: boolean;
  readonly is_sensitive: boolean;
}

/** What a posted activity caused. */
export interface Receipt {
  readonly activity: { readonly id: string; readonly state: string };
  readonly duplicate: boolean;
  readonly matched: readonly { readonly integration: string; readonly run: string; readonly type: string }[];
  readonly skipped: readonly {
    readonly integration: string;
    readonly reason: { readonly field: string; readonly message: string };
  }[];
  readonly trace_id?: string;
}

export interface Project extends Entity {
  readonly id: string;
  readonly title?: string;
}

export interface Token extends Entity {
  readonly id: string;
  readonly token?: string;
  readonly name?: string | null;
  readonly scope: string;
  readonly project?: string | null;
}

export interface EventType {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  /** Why it is old, and what came instead. */
  readonly deprecated: string | null;
}

/** An activity type with the JSON Schema of its activities, and one of them. */
export interface EventTypeWithSample extends EventType {
  readonly schema: object;
  readonly sample: Entity;
}

/** What a replay would do, and with `dry_run` no more than that. */
export interface ReplayPlan {
  readonly count: { readonly activities: number; readonly runs: number };
  readonly sample: readonly ReplayCandidate[];
  readonly truncated: boolean;
}

export interface ReplayCandidate {
  readonly activity: string;
  readonly type: string;
  readonly state: string;
  readonly integration: string;
  readonly replay_of: string | null;
}

/** A replay under way: the runs it has made. */
export interface Replay extends Pick<ReplayPlan, 'count' | 'truncated'> {
  readonly replay: string;
  readonly runs: readonly ReplayRun[];
}

export interface ReplayRun {
  readonly run: string;
  readonly activity: string;
  readonly state: string;
  readonly integration: string;
  readonly replay_of: string | null;
}

/** What the server answers to a change: the thing as it is now, and activities that carry the change out. */
export interface Accepted<T> {
  readonly code?: number;
  readonly _embedded?: {
    readonly entity?: T;
    readonly activities?: readonly Activity[];
    readonly warnings?: readonly string[];
  };
}
