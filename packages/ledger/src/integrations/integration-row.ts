import type { Integration, Tables } from '../tables.ts';
import type { Insertable } from 'kysely';

/** The columns of the version before, which a trigger keeps. */
type FormerColumn =
  | 'url'
  | 'shared_key_sealed'
  | 'recipients'
  | 'from_address'
  | 'channel'
  | 'token_sealed'
  | 'routing_key_sealed';

/** An integration with the source of the script it runs now. */
export interface IntegrationRow<T extends string> extends Omit<Integration, FormerColumn | 'type'> {
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
  | 'concurrency'
  | 'max_per_second'
  | 'burst'
>;
