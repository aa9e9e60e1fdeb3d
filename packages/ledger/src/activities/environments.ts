import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Activity } from '../tables.ts';

/** The latest activity that named an environment, as far as it tells of the environment. */
export interface NamedEnvironment extends Pick<Activity, 'type' | 'state' | 'result' | 'created_at'> {
  readonly name: string;
  /** What the activity's payload says of environments. Only nulls, where it has text that PostgreSQL cannot hold. */
  readonly described: readonly unknown[];
}

/** So many activities are looked through, however many a project has. */
export const searchedActivities = 5000;

const MAX_ENVIRONMENTS = 1000;

/** The environments that a project's latest activities name, by name: all, or the one of this name only. */
export async function findEnvironments(
  database: Database,
  project: string,
  only?: string,
): Promise<readonly NamedEnvironment[]> {
  const { rows } = await sql<NamedEnvironment>`
    with latest as (
      select recorded_at, seq, environments, created_at from activities
      where project_id = ${project} order by created_at desc limit ${searchedActivities}
    ), named as (
      select distinct on (name) name, recorded_at, seq
      from latest cross join unnest(environments) as name
      where ${only ?? null}::text is null or name = ${only ?? null}
      order by name, created_at desc, seq desc
      limit ${MAX_ENVIRONMENTS}
    )
    select n.name, a.type, a.state, a.result, a.created_at,
      json_build_array(payload -> 'environment', payload -> 'outcome', payload -> 'parent') as described
    from named n join activities a on a.recorded_at = n.recorded_at and a.seq = n.seq
    cross join lateral (
      select case when pg_input_is_valid(a.body, 'jsonb') then a.body::json -> 'payload' end as payload offset 0
    ) parsed_once
    order by n.name`.execute(database);
  return rows;
}
