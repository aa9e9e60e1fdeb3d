import { sql, type RawBuilder } from 'kysely';

/**
 * The longest time after which a lane asks for a token again. A limit that is changed while a lane waits applies after
 * this time, whatever is lost.
 */
export const LONGEST_LIMITED_MS = 60_000;

/**
 * Until when a row `lanes` waits for its rate limit, as a condition in SQL: a time further ahead was given by a clock
 * that has been turned back since.
 */
export function isLimited(limitedUntil: RawBuilder<unknown>): RawBuilder<boolean> {
  const longest = sql`now() + ${LONGEST_LIMITED_MS} * interval '1 ms'`;
  return sql<boolean>`(${limitedUntil} > now() and ${limitedUntil} <= ${longest})`;
}

/** Until when a lane waits for its rate limit; null where it does not. */
export function limitedUntil(lane: RawBuilder<unknown>): RawBuilder<Date | null> {
  return sql<Date | null>`(
    select n.limited_until from lanes n where n.id = ${lane} and ${isLimited(sql.ref('n.limited_until'))})`;
}
