import type { Database } from '@upshot/shared/database/connect';
import type { Outcome } from '@upshot/shared/run';
import { sql, type RawBuilder } from 'kysely';
import type { RunRow } from './run-row.ts';

/** Which runs are wanted. What is undefined does not matter. */
export interface RunFilter {
  readonly project: string;
  readonly integration?: string | undefined;
  readonly activity?: string | undefined;
  readonly run?: string | undefined;
  readonly activityTypes?: readonly string[] | undefined;
  readonly stages?: readonly RunStage[] | undefined;
  /** Finished runs with one of these outcomes, and no others. */
  readonly outcomes?: readonly Outcome[] | undefined;
  /** Runs whose activity was recorded before this. */
  readonly recordedBefore?: Date | 'infinity';
  readonly count: number;
}

/** `waiting` for an attempt to begin, `begun`, or `finished`. */
export type RunStage = 'waiting' | 'begun' | 'finished';

/** How much the runs of one answer may have printed together; two come in any case, so that pages get on. */
const MAX_BYTES = 16 * 1024 * 1024;

const everyStage: readonly RunStage[] = ['waiting', 'begun', 'finished'];

/**
 * Reads runs, newest first: those without a final outcome from the pending table, the others from the activity log,
 * in one statement, so that a run that finishes meanwhile is in exactly one of them.
 */
export async function selectRuns(database: Database, filter: RunFilter): Promise<readonly RunRow[]> {
  const { rows } = await sql<RunRow>`
    select * from (
      select *, row_number() over newest as position,
        sum(coalesce(octet_length(output), 0) + coalesce(octet_length(error_stack), 0)) over newest as bytes
      from (
        (${pendingRuns(filter)}) union all (${finishedRuns(filter)})
      ) runs
      window newest as (order by last_at desc, recorded_at desc, id rows unbounded preceding)
      order by position
      limit ${filter.count}
    ) measured
    where bytes <= ${MAX_BYTES} or position <= 2
    order by position`.execute(database);
  return rows;
}

const attemptColumns =
  sql.raw(`l.outcome, l.logged_at, l.duration_ms, l.cpu_ms, l.fetches, l.http_status, l.error_name,
  l.error_message, l.error_stack, l.error_line, l.error_column, l.output, l.output_index, l.output_omitted_bytes,
  l.script_version`);

/** A pending run that was tried already shows how its last attempt ended. */
function pendingRuns(filter: RunFilter): RawBuilder<unknown> {
  const stages = filter.outcomes === undefined ? (filter.stages ?? everyStage) : [];
  return sql`
    select p.id, p.project_id, p.integration_id, i.type as integration_type, p.activity_id, p.activity_type,
      p.activity_state, p.activity_recorded_at as recorded_at, true as is_pending, p.begun_at is not null as is_begun,
      p.attempt, coalesce(p.begun_at, l.started_at) as started_at,
      case when isfinite(p.due_at) and p.begun_at is null then p.due_at end as next_attempt_at,
      coalesce(split_part(p.traceparent, '-', 2), l.trace_id) as trace_id, coalesce(p.begun_by, l.worker) as worker,
      ${attemptColumns}, p.activity_recorded_at as last_at
    from pending_runs p
    join integrations i on i.id = p.integration_id
    left join lateral (
      select * from activity_log where run_id = p.id order by attempt desc, seq desc limit 1
    ) l on true
    where ${sharedConditions(filter, sql.raw('p'), sql.raw('p.id'))}
      and case when p.begun_at is null then 'waiting' else 'begun' end = any (${stages})
    order by p.seq desc
    limit ${filter.count}`;
}

/** Each finished run has exactly one final entry. */
function finishedRuns(filter: RunFilter): RawBuilder<unknown> {
  const isWanted = (filter.stages ?? everyStage).includes('finished');
  return sql`
    select l.run_id as id, l.project_id, l.integration_id, l.integration_type, l.activity_id, l.activity_type,
      l.activity_state, l.activity_recorded_at as recorded_at, false as is_pending, false as is_begun,
      l.attempt, l.started_at, l.next_attempt_at, l.trace_id, l.worker,
      ${attemptColumns}, l.logged_at as last_at
    from activity_log l
    where ${sharedConditions(filter, sql.raw('l'), sql.raw('l.run_id'))}
      and l.is_final and ${isWanted}
      ${filter.outcomes === undefined ? sql`` : sql`and l.outcome = any (${filter.outcomes})`}
    order by l.logged_at desc
    limit ${filter.count}`;
}

/** Only the conditions that are asked for, so that the planner can use the index each of them has. */
function sharedConditions(
  { project, integration, activity, run, activityTypes, recordedBefore }: RunFilter,
  table: RawBuilder<unknown>,
  runColumn: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const conditions = [
    sql`${table}.project_id = ${project}`,
    run === undefined ? undefined : sql`${runColumn} = ${run}`,
    integration === undefined ? undefined : sql`${table}.integration_id = ${integration}`,
    activity === undefined ? undefined : sql`${table}.activity_id = ${activity}`,
    activityTypes === undefined ? undefined : sql`${table}.activity_type = any (${activityTypes})`,
    recordedBefore === undefined || recordedBefore === 'infinity'
      ? undefined
      : sql`${table}.activity_recorded_at < ${recordedBefore}`,
  ].filter((condition) => condition !== undefined);
  return sql.join(conditions, sql` and `);
}
