import type { ActivityState } from '@upshot/shared/activity';
import type { SkipReason } from '@upshot/shared/integration';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** What came of an activity at one integration. */
export interface ActivityVerdict {
  readonly activity: string;
  readonly state: ActivityState;
  readonly type: string;
  readonly created_at: Date;
  readonly has_fired: boolean;
  /** Null where it has fired, and where the integration was not there. */
  readonly reason: SkipReason | null;
}

/** What came of the latest activities of a project at one integration, the newest first. */
export async function listVerdicts(
  database: Database,
  {
    project,
    integration,
    count,
  }: { readonly project: string; readonly integration: string; readonly count: number },
): Promise<readonly ActivityVerdict[]> {
  const { rows } = await sql<ActivityVerdict>`
    select a.id as activity, a.state, a.type, a.created_at,
      exists (
        select from json_array_elements(a.receipt -> 'matched') m where m ->> 'integration' = ${integration}
      ) as has_fired,
      (
        select s -> 'reason' from json_array_elements(a.receipt -> 'skipped') s
        where s ->> 'integration' = ${integration} limit 1
      ) as reason
    from activities a where a.project_id = ${project}
    order by a.created_at desc, a.seq desc limit ${count}`.execute(database);
  return rows;
}
