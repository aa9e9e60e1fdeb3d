import type { ActivityState } from '@upshot/shared/activity';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** What came of an activity in one state. */
export interface ActivityOutcomes {
  readonly activity: string;
  readonly state: ActivityState;
  /** Runs that have ended, those of replays included. */
  readonly ran: number;
  /** Of these, those that neither succeeded nor were cancelled. */
  readonly failed: number;
  readonly pending: number;
  /** Integrations that did not match. */
  readonly skipped: number;
}

/** What came of some activities, in each state they were recorded in. All is looked up by the ids of the activities. */
export async function readOutcomes(
  database: Database,
  project: string,
  activities: readonly string[],
): Promise<readonly ActivityOutcomes[]> {
  const wanted = sql`project_id = ${project} and activity_id = any (${[...activities]}::text[])`;
  const { rows } = await sql<ActivityOutcomes>`
    with ended as (
      select activity_id, activity_state, count(*)::int as ran,
        (count(*) filter (where outcome not in ('succeeded', 'cancelled')))::int as failed
      from activity_log where ${wanted} and is_final group by 1, 2
    ), waiting as (
      select activity_id, activity_state, count(*)::int as pending from pending_runs where ${wanted} group by 1, 2
    )
    select i.activity_id as activity, i.state, coalesce(ended.ran, 0) as ran, coalesce(ended.failed, 0) as failed,
      coalesce(waiting.pending, 0) as pending, coalesce(json_array_length(a.receipt -> 'skipped'), 0) as skipped
    from (select * from activity_identities where ${wanted}) i
      join activities a on a.seq = i.seq and a.recorded_at = i.recorded_at
      left join ended on ended.activity_id = i.activity_id and ended.activity_state = i.state
      left join waiting on waiting.activity_id = i.activity_id and waiting.activity_state = i.state
    order by i.seq`.execute(database);
  return rows;
}
