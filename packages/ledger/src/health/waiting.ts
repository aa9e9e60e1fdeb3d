import { sql, type Kysely, type Transaction } from 'kysely';
import type { Integration, PendingRun, Tables } from '../tables.ts';
import { activeIntegration, oldestDueRuns } from './oldest-due.ts';

/** An integration with due runs, described by its oldest. */
export interface WaitingIntegration {
  readonly project: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Since when its oldest due run waits, and the lane in which it does. */
  readonly since: Date;
  readonly lane: string;
  /** How many of its lanes are behind. */
  readonly lanesBehind: number;
}

interface Row extends Pick<Integration, 'project_id' | 'id' | 'name' | 'type'>, Pick<PendingRun, 'lane'> {
  readonly since: Date;
  readonly lanes_behind: number;
}

/** The integrations to look at, and when a lane counts as behind. */
export interface WaitingQuery {
  readonly projects: readonly string[];
  readonly types: readonly string[];
  readonly behindMs: number;
}

/** Finds the integrations of these types with due runs, except paused ones. */
export async function findWaitingIntegrations(
  transaction: Transaction<Tables>,
  { projects, types, behindMs }: WaitingQuery,
): Promise<readonly WaitingIntegration[]> {
  const { rows } = await sql<Row>`
    /* waiting lanes */ with ${oldestDueRuns}
    select i.project_id, i.id, i.name, i.type, min(o.since) as since, (array_agg(o.lane order by o.since))[1] as lane,
      (count(*) filter (where o.since < now() - ${behindMs} * interval '1 ms'))::int as lanes_behind
    from oldest o ${activeIntegration}
    where o.project_id = any (${projects}) and i.type = any (${[...types]})
    group by i.project_id, i.id, i.name, i.type`.execute(transaction);
  return rows.map(({ project_id, lanes_behind, ...row }) => ({
    ...row,
    project: project_id,
    lanesBehind: lanes_behind,
  }));
}

/** Whether any worker has claimed a lane within `withinMs`. Reads every lane when none has: asked in doubt only. */
export async function isAnyoneClaiming(database: Kysely<Tables>, withinMs: number): Promise<boolean> {
  const { rows } = await sql<{ is_claiming: boolean }>`
    select exists (select from lanes where claimed_at > now() - ${withinMs} * interval '1 ms') as is_claiming`.execute(
    database,
  );
  return rows[0]?.is_claiming === true;
}
