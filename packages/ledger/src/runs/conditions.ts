import { sql, type RawBuilder } from 'kysely';
import type { ActivityState } from '@upshot/shared/activity';
import { outcomes, type Outcome } from '@upshot/shared/outcome';
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
  const mayBe = canHold(stages, ['waiting', 'begun']) && outcomes === undefined && version === undefined;
  const stage = sql`case when p.begun_at is null then 'waiting' else 'begun' end`;
  return sql`
    from pending_runs p
    where ${sharedConditions(filter, sql.raw('p'), sql.raw('p.id'), bound)} and ${sql.raw(String(mayBe))}
      ${stages === undefined ? sql`` : sql`and ${stage} = any (${stages})`}`;
}

/** Finished runs `l`, from the word `from` on. Each has exactly one final entry. */
export function finishedRuns(filter: RunFilter, bound?: PageBound): RawBuilder<unknown> {
  const { stages, version } = filter;
  const mayBe = canHold(stages, ['finished', 'cancelled']);
  const wanted = outcomesWanted(filter);
  return sql`
    from activity_log l
    where ${sharedConditions(filter, sql.raw('l'), sql.raw('l.run_id'), bound)} and l.is_final
      and ${sql.raw(String(mayBe))}
      ${wanted === undefined ? sql`` : sql`and l.outcome = any (${wanted})`}
      ${wanted === undefined || wanted.includes('succeeded') ? sql`` : sql`and l.outcome <> 'succeeded'`}
      ${version === undefined ? sql`` : ofVersion(filter, version)}`;
}

/** Decided before the statement: a table that holds none of the stages is not looked through. */
function canHold(stages: RunFilter['stages'], held: readonly RunStage[]): boolean {
  return stages === undefined || stages.some((stage) => held.includes(stage));
}

/** The outcomes that are asked for, by themselves or by stages. Undefined: all. */
function outcomesWanted({ stages, outcomes: asked }: RunFilter): readonly Outcome[] | undefined {
  const ofStages = outcomes.filter((outcome) =>
    canHold(stages, [outcome === 'cancelled' ? 'cancelled' : 'finished']),
  );
  if (asked === undefined) return ofStages.length === outcomes.length ? undefined : ofStages;
  return asked.filter((outcome) => ofStages.includes(outcome));
}

/** A run with a version is logged after that version was made: older partitions are not looked through. */
function ofVersion({ project, integration }: RunFilter, version: number): RawBuilder<unknown> {
  return sql`and l.script_version = ${version} and l.logged_at >= (
    select min(v.created_at) from script_versions v join integrations i on i.id = v.integration_id
    where i.project_id = ${project} and v.version = ${version}
      ${integration === undefined ? sql`` : sql`and i.id = ${integration}`})`;
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
