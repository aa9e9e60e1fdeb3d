import { invalid } from './validate.ts';

/**
 * Reads the query's `starts_at` as a bound that is itself excluded: one millisecond later, since the microseconds that
 * clients send are not all kept. Throws a problem when it is no time.
 */
export function readUpperBound(startsAt: string | undefined): Date | 'infinity' {
  if (startsAt === undefined) return 'infinity';
  const time = Date.parse(startsAt.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (Number.isNaN(time) || Math.abs(time) > 8e12) {
    throw invalid([
      { field: 'starts_at', message: 'must be a time, such as 2026-01-31T12:00:00.000000+00:00' },
    ]);
  }
  return new Date(time + 1);
}
