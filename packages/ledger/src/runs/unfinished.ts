import { sql } from 'kysely';

/**
 * Everything that has no final outcome yet, as a table: the runs of workers, and the notifications of health
 * integrations, which ingest sends itself. Conditions on it reach the indexes of both.
 */
export const unfinishedRuns = sql`(
  select id, project_id, integration_id, activity_id, activity_type, activity_state, activity_recorded_at, due_at,
    begun_at, begun_by, attempt, traceparent, replay_id, replay_of
  from pending_runs
  union all
  select id, project_id, integration_id, activity_id, activity_type, 'complete', activity_recorded_at, due_at,
    begun_at, begun_by, attempt, null, null, null
  from health_notifications
)`;
