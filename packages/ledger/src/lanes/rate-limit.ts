import { sql, type RawBuilder } from 'kysely';
import { integrationOfLane, laneId } from '@upshot/shared/lane';
import type { Database } from '../connect.ts';
import type { Integration, RateLimitRow } from '../tables.ts';
import type { LaneLease } from './lease.ts';
import { isLimited, LONGEST_LIMITED_MS } from './limited-until.ts';
import { MAX_LANES } from './max-lanes.ts';

/** How often an integration's attempts may begin. */
export interface Rate {
  readonly maxPerSecond: number;
  /** How many may begin at once after a pause. */
  readonly burst: number;
}

/** The limit of an integration; undefined where it has none. */
export function rateOf(row: Pick<Integration, 'max_per_second' | 'burst'>): Rate | undefined {
  const { max_per_second: maxPerSecond, burst } = row;
  return maxPerSecond === null ? undefined : { maxPerSecond, burst };
}

/** The time between two tokens. Rounded up, so that a rate is never exceeded. */
export function tokenIntervalUs({ maxPerSecond }: Rate): number {
  return Math.ceil(1_000_000 / maxPerSecond);
}

/** A wait for a lock makes the clock of a statement late by less. */
const CLOCK_SLACK = sql`interval '10 s'`;

/**
 * Takes a token of the integration's bucket; false when there is none. The generic cell rate algorithm (GCRA, virtual
 * scheduling: ITU-T I.371, 1993) needs one row and one time: in any time `t`, no more than `burst + t × rate` tokens
 * are taken, by all workers together and by the ledger's clock; or at the time `atUs`, in microseconds since 1970. A
 * token that is taken and not used is lost.
 */
export async function takeToken(
  database: Database,
  integration: string,
  rate: Rate,
  atUs?: number,
): Promise<boolean> {
  const interval = microseconds(tokenIntervalUs(rate));
  const tolerance = microseconds((rate.burst - 1) * tokenIntervalUs(rate));
  const now = sql`coalesce('epoch'::timestamptz + ${microseconds(atUs ?? null)}, now())`;
  const { rows } = await sql<Pick<RateLimitRow, 'integration_id'>>`
    /* prepared: take token */ insert into rate_limits as r (integration_id, taken_at, next_at)
    values (${integration}, ${now}, ${now} - ${tolerance} + ${interval})
    on conflict (integration_id) do update
      set taken_at = excluded.taken_at,
        next_at = greatest(r.next_at, excluded.taken_at - ${tolerance}) + ${interval}
      where r.next_at <= excluded.taken_at
    returning integration_id`.execute(database);
  return rows.length > 0;
}

/**
 * Has a lane that found no token wait for the next one that no other lane waits for, and returns for how long. Until
 * then the relay leaves the lane alone. Waiting reserves nothing: a token belongs to the lane that takes it. `fenced`
 * when another worker has claimed the lane.
 *
 * A token that is further ahead than one can be was put there before the limit was raised, or before the clock of the
 * ledger was turned back.
 */
export async function waitForToken(
  database: Database,
  { lane, fencingToken }: LaneLease,
  rate: Rate,
): Promise<number | 'fenced'> {
  const integration = integrationOfLane(lane);
  const interval = microseconds(tokenIntervalUs(rate));
  const nextAt = sql`case when r.next_at > now() + ${interval} + ${CLOCK_SLACK} then now() + ${interval}
        else r.next_at end`;
  const { rows } = await sql<{ wait_ms: number }>`
    /* prepared: wait for token */ with waiting as (
      select limited_until from lanes where id = ${lane} and ${isLimited(sql.ref('limited_until'))}
    ), place as (
      update rate_limits r
      set next_at = ${nextAt},
        wake_at = greatest(now(), ${nextAt}, case when r.wake_at > now()
          then least(r.wake_at, now() + ${MAX_LANES} * ${interval}) + ${interval} end)
      where r.integration_id = ${integration} and not exists (select from waiting)
      returning r.wake_at
    ), noted as (
      update lanes l set limited_until = least(place.wake_at, now() + ${LONGEST_LIMITED_MS} * interval '1 ms')
      from place where l.id = ${lane} and l.epoch = ${fencingToken}
      returning l.limited_until
    )
    select greatest(0, extract(epoch from until - now()) * 1000)::float8 as wait_ms
    from (select limited_until from noted union all select limited_until from waiting) as w (until)`.execute(
    database,
  );
  return rows[0]?.wait_ms ?? 'fenced';
}

/** Has a changed limit apply at once (`undefined`: none any more): lanes that wait for it ask again. */
export async function resetRateLimit(
  database: Database,
  integration: string,
  rate: Rate | undefined,
): Promise<void> {
  const lanes = Array.from({ length: MAX_LANES }, (_, number) => laneId(integration, number));
  const interval = microseconds(rate === undefined ? 0 : tokenIntervalUs(rate));
  await sql`
    update rate_limits set wake_at = '-infinity', next_at = least(next_at, now() + ${interval})
    where integration_id = ${integration}`.execute(database);
  await sql`
    with known as (select id from lanes where id = any (${lanes}) order by id for no key update)
    update lanes set limited_until = null where id in (select id from known)`.execute(database);
}

function microseconds(count: number | null): RawBuilder<unknown> {
  return sql`(${count}::float8 * interval '1 microsecond')`;
}
