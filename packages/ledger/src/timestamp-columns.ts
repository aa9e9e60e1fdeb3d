import type { ColumnType } from 'kysely';

/** A column of type timestamptz. */
export type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
/** One without a default. */
export type RequiredTimestamp = ColumnType<Date, Date | string, Date | string>;
export type NullableTimestamp = ColumnType<
  Date | null,
  Date | string | null | undefined,
  Date | string | null
>;

/** The transaction that wrote the row; PostgreSQL sets it. */
export type CommitXid = ColumnType<string | null, never, never>;
