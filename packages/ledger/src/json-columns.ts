import type { ColumnType } from 'kysely';

/** A column of JSON, which is written as text. */
export type Json<T> = ColumnType<T, string, string>;
