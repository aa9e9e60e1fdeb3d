import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { oldestDueRuns } from '../health/oldest-due.ts';
import { timeOf, type Page, type PageKey } from '../page.ts';
import { isAlive } from '../workers/read.ts';

/** A lane with due runs. */
export interface WaitingLane {
  readonly id: string;
  readonly project: string;
  readonly integration: string;
  readonly integration_name: string;
  readonly type: string;
  readonly state: 'active' | 'parked' | 'paused' | 'limited' | 'waiting';
  /** Until when it waits for the rate limit of its integration; null where it does not. */
  readonly limited_until: Date | null;
  /** The worker that works on the lane, or has parked it, by its last report. */
  readonly worker: string | null;
  /** Since when its oldest due run waits. */
  readonly since: Date;
  readonly age_ms: number;
  readonly claimed_at: Date | null;
  readonly claimed_by: string | null;
}

/** Which lanes are listed. */
export interface LaneQuery {
  readonly project?: string | undefined;
  readonly count: number;
  /** The last lane of the page before. */
  readonly after?: PageKey | undefined;
}

/** Reads a page of the lanes with due runs, the one that waits longest first. It costs by the lanes that have runs. */
export async function listLanes(
  database: Database,
  { project, count, after }: LaneQuery,
): Promise<Page<WaitingLane>> {
  const ofProject = project === undefined ? sql`true` : sql`o.project_id = ${project}`;
  const behind =
    after === undefined ? sql`true` : sql`(o.due_since, o.lane) > (${timeOf(after)}, ${after.tieBreaker})`;
  const { rows } = await sql<WaitingLane & { readonly at_us: string }>`
    /* list lanes */ with ${oldestDueRuns}, held as (
      select unnest(active_lanes) as lane, 'active' as state, id as worker from workers where ${isAlive}
      union all
      select unnest(parked_lanes), 'parked', id from workers where ${isAlive}
    )
    select o.lane as id, o.project_id as project, o.integration_id as integration, i.name as integration_name, i.type,
      case when i.paused_at is not null and i.deleted_at is null then 'paused'
        when o.is_limited and h.state is distinct from 'active' then 'limited' else coalesce(h.state, 'waiting') end
        as state,
      case when o.is_limited then o.limited_until end as limited_until,
      h.worker, o.due_since as since, greatest(0, extract(epoch from now() - o.due_since) * 1000)::float8 as age_ms,
      l.claimed_at, l.holder as claimed_by, (extract(epoch from o.due_since) * 1000000)::bigint::text as at_us
    from oldest o
      join integrations i on i.id = o.integration_id
      left join lanes l on l.id = o.lane
      left join lateral (select * from held where held.lane = o.lane order by held.state limit 1) h on true
    where ${ofProject} and ${behind}
    order by o.due_since, o.lane limit ${count + 1}`.execute(database);
  const page = rows.slice(0, count);
  const last = page.at(-1);
  const isLast = rows.length <= count || last === undefined;
  return { rows: page, next: isLast ? undefined : { atUs: last.at_us, tieBreaker: last.id } };
}
