/** What of this system can be well or not: an integration's runs, its lanes, or the workers. */
export type HealthKind = 'integration' | 'lanes' | 'workers';

export type HealthStatus = 'bad' | 'ok';

/** An integration that a change is about. */
export interface HealthSubject {
  readonly id: string;
  /** Missing in changes that an older version recorded. */
  readonly name?: string | undefined;
  readonly type: string;
}

/** What is known of a subject that is, or was, bad. */
export interface HealthDetails {
  /** The integration it is about; of `workers` the one whose runs wait longest. */
  readonly integration?: HealthSubject | undefined;
  /** The lane whose oldest due run has waited longest, and how many lanes of the integration are behind. */
  readonly lane?: string | undefined;
  readonly lanes?: number | undefined;
  /** For how long the oldest due run has waited. */
  readonly waitedMs?: number | undefined;
  /** How many runs have failed in a row, at least. */
  readonly failures?: number | undefined;
  /** How the last run ended: masked already, as in the activity log. */
  readonly lastError?: string | undefined;
  /** Why the integration was paused; it does nothing until it is resumed. */
  readonly pausedReason?: string | undefined;
  /** The integration was resumed. */
  readonly isResumed?: boolean | undefined;
  /** The integration was deleted: it cannot become well. */
  readonly isDeleted?: boolean | undefined;
}

/** A subject has become bad, or well again. It travels as JSON in the payload of an activity. */
export interface HealthChange extends HealthDetails {
  readonly id: string;
  readonly project: string;
  /** `integration:<id>`, `paused:<id of an integration>`, `lanes:<id of an integration>` or `workers`. */
  readonly subject: string;
  readonly kind: HealthKind;
  readonly status: HealthStatus;
  /** When it was noticed. */
  readonly at: string;
  /** When it became bad; also in the news that it is well again. */
  readonly since: string;
}
