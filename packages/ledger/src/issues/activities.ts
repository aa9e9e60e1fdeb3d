import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { failuresIn, issueId, type FailureRange } from './failures.ts';

/** The ids of activities, and whether there are more. */
export interface FailedActivities {
  readonly ids: readonly string[];
  readonly isTruncated: boolean;
}

/**
 * The activities that failed with an issue, and that the integration has not answered with success since: those to
 * replay. The newest first.
 */
export async function findFailedActivities(
  database: Database,
  range: FailureRange,
  issue: string,
  count: number,
): Promise<FailedActivities> {
  const { rows } = await sql<{ activity_id: string }>`
    with failure as materialized (${failuresIn(range)}),
    failed as (
      select activity_id, integration_id, max(logged_at) as logged_at, max(seq) as seq from failure
      where ${issueId} = ${issue}
      group by activity_id, integration_id
    )
    select f.activity_id from failed f
    where not exists (
      select from activity_log l
      where l.project_id = ${range.project} and l.activity_id = f.activity_id
        and l.integration_id = f.integration_id and l.outcome = 'succeeded' and l.logged_at >= f.logged_at
        and (l.logged_at > f.logged_at or l.seq > f.seq)
    )
    order by f.logged_at desc, f.activity_id
    limit ${count + 1}`.execute(database);
  const ids = rows.map(({ activity_id: id }) => id);
  return { ids: ids.slice(0, count), isTruncated: ids.length > count };
}
