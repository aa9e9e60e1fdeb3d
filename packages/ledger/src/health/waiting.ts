import { sql, type Transaction } from 'kysely';
import type { Integration, PendingRun, Tables } from '../tables.ts';

/** An integration with due runs, described by its oldest. */
export interface WaitingIntegration {
  readonly project: string;
  readonly id: string;
  readonly type: string;
  /** Since when its oldest due run waits, and the lane in which it does. */
  readonly since: Date;
  readonly lane: string;
  /** How many of its lanes are behind. */
  readonly lanesBehind: number;
}

interface Row extends Pick<Integration, 'project_id' | 'id' | 'type'>, Pick<PendingRun, 'lane'> {
  readonly since: Date;
  readonly lanes_behind: number;
}

/** The integrations to look at, and when a lane counts as behind. */
export interface WaitingQuery {
  readonly projects: readonly string[];
  readonly types: readonly string[];
  readonly behindMs: number;
}

/**
 * Finds the integrations of these types with due runs, except paused ones. Jumps from lane to lane along an index
 * and reads the first runs of each: it costs by the number of lanes that have runs, not by the runs. A run waits
 * from when it was recorded, or asked for by a replay; a run with a retry waits from when it was due.
 */
export async function findWaitingIntegrations(
  transaction: Transaction<Tables>,
  { projects, types, behindMs }: WaitingQuery,
): Promise<readonly WaitingIntegration[]> {
  const { rows } = await sql<Row>`
    /* waiting lanes */ with recursive waiting as (
      (select lane from pending_runs order by lane limit 1)
      union all
      select (select p.lane from pending_runs p where p.lane > w.lane order by p.lane limit 1)
      from waiting w where w.lane is not null
    ), oldest as (
      select distinct on (w.lane) w.lane, first.project_id, first.integration_id, first.since
      from waiting w cross join lateral (
        (select project_id, integration_id,
            coalesce((select created_at from replays where id = replay_id), activity_recorded_at) as since
          from pending_runs where lane = w.lane and due_at <= '-infinity' order by due_at, seq limit 1)
        union all
        (select project_id, integration_id, due_at from pending_runs
          where lane = w.lane and due_at > '-infinity' and due_at <= now() order by due_at, seq limit 1)
      ) first
      order by w.lane, first.since
    )
    select i.project_id, i.id, i.type, min(o.since) as since, (array_agg(o.lane order by o.since))[1] as lane,
      (count(*) filter (where o.since < now() - ${behindMs} * interval '1 ms'))::int as lanes_behind
    from oldest o join integrations i on i.id = o.integration_id
    where o.project_id = any (${projects}) and i.deleted_at is null and i.paused_at is null
      and i.type = any (${[...types]})
    group by i.id`.execute(transaction);
  return rows.map(({ project_id, lanes_behind, ...row }) => ({
    ...row,
    project: project_id,
    lanesBehind: lanes_behind,
  }));
}

/** Whether any worker has claimed a lane within `withinMs`. Reads every lane when none has: asked in doubt only. */
export async function isAnyoneClaiming(transaction: Transaction<Tables>, withinMs: number): Promise<boolean> {
  const { rows } = await sql<{ is_claiming: boolean }>`
    select exists (select from lanes where claimed_at > now() - ${withinMs} * interval '1 ms') as is_claiming`.execute(
    transaction,
  );
  return rows[0]?.is_claiming === true;
}
