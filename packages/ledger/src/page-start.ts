import { sql, type RawBuilder } from 'kysely';
import type { PageKey } from './page.ts';

/** The time up to which a list reaches, in milliseconds, or the item that it follows. */
export interface PageBound {
  /** The millisecond asked for; undefined: now. */
  readonly moment: Date | undefined;
  /** The millisecond after it; excluded. */
  readonly before: Date | 'infinity';
  /** The last item of the page before. */
  readonly after?: PageKey | undefined;
}

/** A list is never longer than this, however many of its items share one millisecond. */
export const longestPage = 1000;

/** What a page is cut from: the times of the items that come into question, under the name `at`. */
type SelectTimes = (since: RawBuilder<unknown>, atMost: RawBuilder<unknown>) => RawBuilder<unknown>;

/**
 * The time of the oldest item of a page, as an SQL expression. Clients of Platform.sh ask for the next page by the
 * `created_at` of the last item alone, so a page must not end between items of one millisecond: it is longer than
 * `count` instead. Items of exactly the time asked for were on the page before: one more item always follows, so that
 * paging advances.
 */
export function pageStart(times: SelectTimes, { moment }: PageBound, count: number): RawBuilder<unknown> {
  const size =
    moment === undefined
      ? sql`${count}::int`
      : sql`(select greatest(${count}::int, count(*) + 1) from (${times(sql`${moment}`, sql`${longestPage}`)}) same)`;
  return sql`coalesce((
    select date_trunc('milliseconds', at) from (${times(sql`'-infinity'`, size)}) page
    order by at desc offset ${size} - 1 limit 1), '-infinity')`;
}
