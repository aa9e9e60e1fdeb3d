import type { PageBound } from '@upshot/ledger/page-start';
import { invalid } from '../validate.ts';
import { readCursor, type TieBreaker } from './cursor.ts';

/** Where a page begins, as the query of a list says. */
export interface PageQuery {
  readonly starts_at?: string;
  readonly cursor?: string;
}

/**
 * Reads the query's `cursor`, or else its `starts_at`: a time in words, or seconds since 1970. Throws a problem when it
 * is neither.
 */
export function readPageBound({ starts_at: startsAt, cursor }: PageQuery, kind: TieBreaker): PageBound {
  if (cursor !== undefined) return { moment: undefined, before: 'infinity', after: readCursor(cursor, kind) };
  if (startsAt === undefined) return { moment: undefined, before: 'infinity' };
  const time = /^\d{1,10}(\.\d+)?$/.test(startsAt)
    ? Math.floor(Number(startsAt) * 1000)
    : Date.parse(startsAt.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (Number.isNaN(time) || Math.abs(time) > 8e12) {
    throw invalid([
      { field: 'starts_at', message: 'must be a time, such as 2026-01-31T12:00:00.000000+00:00' },
    ]);
  }
  return { moment: new Date(time), before: new Date(time + 1) };
}
