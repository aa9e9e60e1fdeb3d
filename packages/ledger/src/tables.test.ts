import type { Selectable } from 'kysely';
import { expectTypeOf, test } from 'vitest';
import type { Catalogue } from './catalogue.ts';
import type { Tables } from './tables.ts';

/** What the driver makes of each type of PostgreSQL. */
interface DriverTypes {
  text: string;
  bigint: string;
  xid8: string;
  integer: number;
  'double precision': number;
  boolean: boolean;
  'timestamp with time zone': Date;
  'text[]': readonly string[];
  bytea: Buffer;
  json: unknown;
  jsonb: unknown;
}

type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/**
 * Whether the column's type in `tables.ts` is, or narrows, what the driver returns, and is null where the column can
 * be.
 */
type IsAlike<Ours, Actual> = unknown extends Ours
  ? Actual extends 'json' | 'jsonb'
    ? true
    : false
  : null extends Ours
    ? null extends Actual
      ? IsNarrower<Ours, Actual>
      : false
    : null extends Actual
      ? false
      : IsNarrower<Ours, Actual>;
type IsNarrower<Ours, Actual> =
  Exclude<Ours, null> extends DriverTypes[Extract<Actual, keyof DriverTypes>] ? true : false;

/** The columns, as `table.column`, that `tables.ts` lacks, has too many, or describes differently. */
type Mismatch = {
  [T in keyof Catalogue]: T extends keyof Tables ? MismatchIn<T> : T;
}[keyof Catalogue];
type MismatchIn<T extends keyof Catalogue & keyof Tables> =
  | `${T}.${Exclude<keyof Row<T> & string, keyof Catalogue[T]>}`
  | {
      [C in keyof Catalogue[T] & string]: C extends keyof Row<T>
        ? IsAlike<Row<T>[C], Catalogue[T][C]> extends true
          ? never
          : `${T}.${C}`
        : `${T}.${C}`;
    }[keyof Catalogue[T] & string];

/** The compiler's error names what is given instead of nothing. */
type Nothing<T extends never> = T;

test('the tables are those of the database', () => {
  expectTypeOf<Nothing<Exclude<keyof Tables, keyof Catalogue>>>().toBeNever();
});

test('their columns are those of the database', () => {
  expectTypeOf<Nothing<Mismatch>>().toBeNever();
});
