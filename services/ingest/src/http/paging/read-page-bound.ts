import type { PageBound } from '@upshot/ledger/page-start';
import { readTimeOrSeconds } from '../time-in-query.ts';
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
  const moment = readTimeOrSeconds('starts_at', startsAt);
  return { moment, before: new Date(moment.getTime() + 1) };
}
