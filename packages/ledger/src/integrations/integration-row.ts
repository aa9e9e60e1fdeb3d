import type { Integration, Tables } from '../tables.ts';
import type { Insertable } from 'kysely';

/** What triggers keep: the columns of the version before, and events where there is a condition. */
type HiddenColumn =
  | 'conditional_events'
  | 'url'
  | 'shared_key_sealed'
  | 'recipients'
  | 'from_address'
  | 'channel'
  | 'token_sealed'
  | 'routing_key_sealed';

/** An integration with the source of the script it runs now. */
export interface IntegrationRow<T extends string> extends Omit<Integration, HiddenColumn | 'type'> {
  readonly type: T;
  readonly source: string | null;
}

/** Which integration of which project; integrations of types that are not named are passed over. */
export interface IntegrationKey<T extends string> {
  readonly project: string;
  readonly integration: string;
  readonly types: readonly T[];
}

/** What only one type has, by field. */
export interface OwnFields {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Sealed. */
  readonly sealed: Readonly<Record<string, string>>;
}

/** When an integration runs, how many runs it has at once, and its rate limit. */
export type FilterColumns = Pick<
  Insertable<Tables['integrations']>,
  | 'events'
  | 'states'
  | 'environments'
  | 'excluded_environments'
  | 'result'
  | 'condition'
  | 'concurrency'
  | 'max_per_second'
  | 'burst'
>;

/**
 * A row with the events that were chosen. Where there is a condition, its column `events` is empty: versions before
 * conditions read that, and fire nothing.
 */
export function withOwnEvents<R extends Pick<Integration, 'events' | 'conditional_events'>>({
  conditional_events,
  ...row
}: R): Omit<R, 'conditional_events'> {
  return { ...row, events: conditional_events ?? row.events };
}
