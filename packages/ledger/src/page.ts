import { sql, type RawBuilder } from 'kysely';

/** The last item of a page: its time in microseconds since 1970, and what orders the items of one time. */
export interface PageKey {
  readonly atUs: string;
  readonly tieBreaker: string;
}

/** A part of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins: after this item. Undefined when nothing follows. */
  readonly next: PageKey | undefined;
}

/** What a statement adds to each row of a page. */
export interface PagedRow {
  readonly at_us: string;
  readonly tie_breaker: string;
  /** How many rows there were for the page, before it was cut to what one answer holds. */
  readonly found: number;
}

/** The columns of {@link PagedRow}: `at` is the time, `tieBreaker` orders the rows of one time. */
export function pagedColumns(at: RawBuilder<unknown>, tieBreaker: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(extract(epoch from ${at}) * 1000000)::bigint::text as at_us, ${tieBreaker}::text as tie_breaker,
    count(*) over ()::int as found`;
}

/** The time of a key, as an SQL expression. */
export function timeOf({ atUs }: PageKey): RawBuilder<Date> {
  return sql<Date>`(timestamptz 'epoch' + ${atUs}::bigint * interval '1 us')`;
}

/** Makes a page of the rows that a statement returned for `count`: more follow when it was cut, or is full. */
export function toPage<Row extends PagedRow>(rows: readonly Row[], count: number): Page<Row> {
  const last = rows.at(-1);
  const isLast = last === undefined || (last.found === rows.length && rows.length < count);
  return { rows, next: isLast ? undefined : { atUs: last.at_us, tieBreaker: last.tie_breaker } };
}
