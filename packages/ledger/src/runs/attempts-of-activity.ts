import { sql } from 'kysely';
import type { ActivityState } from '@upshot/shared/activity';
import type { Database } from '../connect.ts';
import type { LogEntry } from '../tables.ts';

/** The attempts of an activity that are read at most, the first ones. */
export const MAX_ATTEMPTS_OF_ACTIVITY = 200;

/** An attempt of an activity, with its times and its requests; no output. */
export type TimedAttempt = Pick<
  LogEntry,
  | 'run_id'
  | 'integration_id'
  | 'attempt'
  | 'outcome'
  | 'started_at'
  | 'logged_at'
  | 'duration_ms'
  | 'next_attempt_at'
  | 'requests'
> & {
  /** The name it has now, or had when it was deleted. */
  readonly integration_name: string;
};

/** Which attempts are wanted; `state` undefined: of every state of the activity. */
export interface AttemptsOfActivity {
  readonly project: string;
  readonly activity: string;
  readonly state: ActivityState | undefined;
}

/** The attempts of the runs that an activity itself made, in the order of their end. Those of replays are left out. */
export async function findAttemptsOfActivity(
  database: Database,
  { project, activity, state }: AttemptsOfActivity,
): Promise<readonly TimedAttempt[]> {
  const { rows } = await sql<TimedAttempt>`
    select l.run_id, l.integration_id, coalesce(i.name, l.integration_id) as integration_name, l.attempt, l.outcome,
      l.started_at, l.logged_at, l.duration_ms, l.next_attempt_at, l.requests
    from activity_log l left join integrations i on i.id = l.integration_id
    where l.project_id = ${project} and l.activity_id = ${activity} and l.replay_id is null
      ${state === undefined ? sql`` : sql`and l.activity_state = ${state}`}
    order by l.logged_at, l.seq
    limit ${MAX_ATTEMPTS_OF_ACTIVITY}`.execute(database);
  return rows;
}
