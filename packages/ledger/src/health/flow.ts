import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { oldestDueRuns } from './oldest-due.ts';

/** What moves through the ledger, and what holds it up. */
export interface Flow {
  /** Lanes with due runs, those under way included; and of paused integrations. */
  readonly dueLanes: number;
  readonly pausedLanes: number;
  /** Lanes that wait for the rate limit of their integration. */
  readonly limitedLanes: number;
  /** Lanes whose next run is a retry that is not due yet. */
  readonly retryingLanes: number;
  readonly oldestAgeMs: number;
  /** Webhooks whose every attempt fails. */
  readonly failingWebhooks: number;
  /** Of the last attempts within five minutes, a thousand at most. */
  readonly recentAttempts: number;
  readonly recentFailures: number;
  /** Of the last activities within an hour, a hundred at most. */
  readonly recentActivities: number;
  readonly unmatchedActivities: number;
}

/** Reads the flow. It costs by the number of lanes that have runs, and reads few rows of the log. */
export async function readFlow(database: Database): Promise<Flow> {
  const { rows } = await sql<Flow>`
    /* flow */ with ${oldestDueRuns}, due as (
      select o.since, i.paused_at is not null as is_paused, o.is_limited and i.paused_at is null as is_limited
      from oldest o cross join lateral (
        select paused_at from integrations where id = o.integration_id and deleted_at is null limit 1
      ) i
    ), attempts as (
      select outcome from activity_log where logged_at > now() - interval '5 minutes'
      order by logged_at desc limit 1000
    ), posted as (
      select json_array_length(receipt -> 'matched') = 0 as is_unmatched from activities
      where recorded_at > now() - interval '1 hour'
      order by recorded_at desc limit 100
    )
    select
      (select count(*)::int from due where not is_paused and not is_limited) as "dueLanes",
      (select count(*)::int from due where is_paused) as "pausedLanes",
      (select count(*)::int from due where is_limited) as "limitedLanes",
      (select count(lane)::int from waiting) - (select count(*)::int from oldest) as "retryingLanes",
      (select coalesce(greatest(0, extract(epoch from now() - min(since)) * 1000), 0)::float8
        from due where not is_paused and not is_limited) as "oldestAgeMs",
      (select count(*)::int from failing_webhooks f join integrations i on i.id = f.integration_id
        where i.deleted_at is null) as "failingWebhooks",
      (select count(*)::int from attempts where outcome <> 'cancelled') as "recentAttempts",
      (select count(*)::int from attempts where outcome not in ('succeeded', 'cancelled')) as "recentFailures",
      (select count(*)::int from posted) as "recentActivities",
      (select count(*)::int from posted where is_unmatched) as "unmatchedActivities"`.execute(database);
  const [flow] = rows;
  if (flow === undefined) throw new Error('the flow has one row');
  return flow;
}

/**
 * How many attempts ended in each of the last minutes, the oldest first. Counts by the numbers of the log entries, two
 * look-ups for each minute, however many there are: about right, since a number may be lost.
 */
export async function countEndedAttempts(database: Database, minutes: number): Promise<readonly number[]> {
  const { rows } = await sql<{ seq: string }>`
    /* ended attempts */ with first as (
      select coalesce((
        select seq - 1 from activity_log where logged_at > now() - ${minutes} * interval '1 minute'
        order by logged_at, seq limit 1), 0) as seq
    )
    select coalesce((
        select l.seq from activity_log l
        where l.logged_at > now() - ${minutes} * interval '1 minute'
          and l.logged_at <= now() - (${minutes} - m.number) * interval '1 minute'
        order by l.logged_at desc, l.seq desc limit 1), first.seq) as seq
    from generate_series(0, ${minutes}::int) m(number), first
    order by m.number`.execute(database);
  return rows.slice(1).map(({ seq }, index) => Math.max(0, Number(seq) - Number(rows[index]?.seq ?? 0)));
}
