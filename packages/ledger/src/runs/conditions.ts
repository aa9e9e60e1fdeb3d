import { sql, type RawBuilder } from 'kysely';
import type { ActivityState } from '@upshot/shared/activity';
import type { Outcome } from '@upshot/shared/outcome';
import { timeOf } from '../page.ts';
import type { PageBound } from '../page-start.ts';

/** Which runs are wanted. What is undefined does not matter. */
export interface RunFilter {
  readonly project: string;
  readonly integration?: string | undefined;
  /** Only those of these integrations. */
  readonly integrations?: readonly string[] | undefined;
  readonly activity?: string | undefined;
  readonly run?: string | undefined;
  readonly stages?: readonly RunStage[] | undefined;
  /** Finished runs with one of these outcomes, and no others. */
  readonly outcomes?: readonly Outcome[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly activityStates?: readonly ActivityState[] | undefined;
  /** The version of the script that ran; a pending run has none. */
  readonly version?: number | undefined;
  readonly replay?: string | undefined;
  /** Created at this time or later. */
  readonly from?: Date | undefined;
  /** Created before this time. */
  readonly to?: Date | undefined;
}

/** `waiting` for an attempt to begin, `begun`, `finished`, or `cancelled` before that. */
export type RunStage = 'waiting' | 'begun' | 'finished' | 'cancelled';

/** When a run was created: the expression that the indexes of the log have. */
export function createdAt(table: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce(${table}.replayed_at, ${table}.activity_recorded_at)`;
}

/** Pending runs `p`, from the word `from` on. */
export function pendingRuns(filter: RunFilter, bound?: PageBound): RawBuilder<unknown> {
  const { stages, outcomes, version } = filter;
  const isWanted = outcomes === undefined && version === undefined ? sql`true` : sql`false`;
  const stage = sql`case when p.begun_at is null then 'waiting' else 'begun' end`;
  return sql`
    from pending_runs p
    where ${sharedConditions(filter, sql.raw('p'), sql.raw('p.id'), bound)} and ${isWanted}
      ${stages === undefined ? sql`` : sql`and ${stage} = any (${stages})`}`;
}

/** Finished runs `l`, from the word `from` on. Each has exactly one final entry. */
export function finishedRuns(filter: RunFilter, bound?: PageBound): RawBuilder<unknown> {
  const { stages, outcomes, version } = filter;
  const stage = sql`case l.outcome when 'cancelled' then 'cancelled' else 'finished' end`;
  return sql`
    from activity_log l
    where ${sharedConditions(filter, sql.raw('l'), sql.raw('l.run_id'), bound)} and l.is_final
      ${stages === undefined ? sql`` : sql`and ${stage} = any (${stages})`}
      ${outcomes === undefined ? sql`` : sql`and l.outcome = any (${outcomes})`}
      ${version === undefined ? sql`` : sql`and l.script_version = ${version}`}`;
}

/** Only the conditions that are asked for, so that the planner can use the index each of them has. */
function sharedConditions(
  filter: RunFilter,
  table: RawBuilder<unknown>,
  runColumn: RawBuilder<unknown>,
  { before, after }: Omit<PageBound, 'moment'> = { before: 'infinity' },
): RawBuilder<unknown> {
  const { project, integration, integrations, activity, run, types, activityStates, replay, from, to } =
    filter;
  const conditions = [
    sql`${table}.project_id = ${project}`,
    run === undefined ? undefined : sql`${runColumn} = ${run}`,
    integration === undefined ? undefined : sql`${table}.integration_id = ${integration}`,
    integrations === undefined ? undefined : sql`${table}.integration_id = any (${integrations})`,
    activity === undefined ? undefined : sql`${table}.activity_id = ${activity}`,
    types === undefined ? undefined : sql`${table}.activity_type = any (${types})`,
    activityStates === undefined ? undefined : sql`${table}.activity_state = any (${activityStates})`,
    replay === undefined ? undefined : sql`${table}.replay_id = ${replay}`,
    from === undefined ? undefined : sql`${createdAt(table)} >= ${from}`,
    to === undefined ? undefined : sql`${createdAt(table)} < ${to}`,
    before === 'infinity' ? undefined : sql`${createdAt(table)} < ${before}`,
    after === undefined
      ? undefined
      : sql`(${createdAt(table)}, ${runColumn}) < (${timeOf(after)}, ${after.tieBreaker})`,
  ].filter((condition) => condition !== undefined);
  return sql.join(conditions, sql` and `);
}
