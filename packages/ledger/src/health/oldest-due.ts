import { sql } from 'kysely';
import { isLimited } from '../lanes/limited-until.ts';

/**
 * The common table expressions `waiting` and `oldest`: since when the oldest due run of each lane waits. Jumps from
 * lane to lane along an index and reads the first runs of each: it costs by the number of lanes that have runs, not by
 * the runs. A run waits from when it was recorded, or asked for by a replay; a run with a retry waits from when it was
 * due. While a lane waits for its rate limit (`is_limited`), it waits for no worker, and afterwards `since` then;
 * `due_since` is since when its run is due.
 */
export const oldestDueRuns = sql`
    recursive waiting as (
      (select lane from pending_runs order by lane limit 1)
      union all
      select (select p.lane from pending_runs p where p.lane > w.lane order by p.lane limit 1)
      from waiting w where w.lane is not null
    ), oldest as (
      select distinct on (w.lane) w.lane, first.project_id, first.integration_id, first.since as due_since,
        case when l.limited_until <= now() then greatest(first.since, l.limited_until) else first.since end as since,
        ${isLimited(sql.ref('l.limited_until'))} is true as is_limited, l.limited_until
      from waiting w cross join lateral (
        (select project_id, integration_id,
            coalesce((select created_at from replays where id = replay_id), activity_recorded_at) as since
          from pending_runs where lane = w.lane and due_at <= '-infinity' order by due_at, seq limit 1)
        union all
        (select project_id, integration_id, due_at from pending_runs
          where lane = w.lane and due_at > '-infinity' and due_at <= now() order by due_at, seq limit 1)
      ) first
      left join lateral (select limited_until from lanes where id = w.lane limit 1) l on true
      order by w.lane, first.since
    )`;

/**
 * Joins `oldest o` with its integration `i`, unless that is paused or deleted, or the lane waits for its rate limit.
 * The limit has each looked up by its id: a join would read the whole table of integrations for a few lanes.
 */
export const activeIntegration = sql`cross join lateral (
  select project_id, id, name, type from integrations
  where id = o.integration_id and deleted_at is null and paused_at is null and not o.is_limited limit 1
) i`;
