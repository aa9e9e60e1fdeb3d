import type { Outcome } from '@upshot/shared/outcome';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import { longestPage, pageStart, type PageBound } from '../page-start.ts';
import { pagedColumns, timeOf, toPage, type Page, type PagedRow } from '../page.ts';
import type { RunRow } from './run-row.ts';

/** Which runs are wanted. What is undefined does not matter. */
export interface RunFilter {
  readonly project: string;
  readonly integration?: string | undefined;
  readonly activity?: string | undefined;
  readonly run?: string | undefined;
  readonly stages?: readonly RunStage[] | undefined;
  /** Finished runs with one of these outcomes, and no others. */
  readonly outcomes?: readonly Outcome[] | undefined;
}

/** `waiting` for an attempt to begin, `begun`, `finished`, or `cancelled` before that. */
export type RunStage = 'waiting' | 'begun' | 'finished' | 'cancelled';

/** How much the runs of one answer may have printed together; two come in any case. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads a page of runs, the newest first: those without a final outcome from the pending table, the others from the
 * activity log, in one statement, so that a run that finishes meanwhile is in exactly one of them. When it was created
 * is what a run is ordered and paged by: it never changes.
 */
export async function listRuns(
  database: Database,
  filter: RunFilter,
  bound: PageBound,
  count: number,
): Promise<Page<RunRow>> {
  const pending = pendingRuns(filter, bound);
  const finished = finishedRuns(filter, bound);
  const start = pageStart(
    (since, atMost) => sql`
      (select ${createdAt(sql.raw('p'))} as at ${pending} and ${createdAt(sql.raw('p'))} >= ${since}
        order by at desc limit ${atMost})
      union all
      (select ${createdAt(sql.raw('l'))} as at ${finished} and ${createdAt(sql.raw('l'))} >= ${since}
        order by at desc limit ${atMost})`,
    bound,
    count,
  );
  const { rows } = await sql<RunRow & PagedRow>`
    with start as materialized (select ${start} as at)
    select * from (
      select *, ${pagedColumns(sql.ref('created_at'), sql.ref('id'))}, row_number() over newest as position,
        sum(coalesce(octet_length(output), 0) + coalesce(octet_length(error_stack), 0)) over newest as bytes
      from (
        ${describePending(sql`select p.* ${pending} and ${createdAt(sql.raw('p'))} >= (select at from start)`)}
        union all
        ${describeFinished(sql`select l.* ${finished} and ${createdAt(sql.raw('l'))} >= (select at from start)`)}
      ) runs
      window newest as (order by created_at desc, id desc rows unbounded preceding)
      order by position
      limit ${longestPage}
    ) measured
    where bytes <= ${MAX_BYTES} or position <= 2
    order by position`.execute(database);
  return toPage(rows, count);
}

/** Reads one run. */
export async function findRun(
  database: Database,
  filter: RunFilter & { readonly run: string },
): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`
    ${describePending(sql`select p.* ${pendingRuns(filter)}`)}
    union all
    ${describeFinished(sql`select l.* ${finishedRuns(filter)}`)}
    limit 1`.execute(database);
  return rows[0];
}

const attemptColumns =
  sql.raw(`l.outcome, l.logged_at, l.duration_ms, l.cpu_ms, l.fetches, l.http_status, l.error_name,
  l.error_message, l.error_stack, l.error_line, l.error_column, l.output, l.output_index, l.output_omitted_bytes,
  l.script_version`);

/** When a run was created: the expression that the indexes of the log have. */
function createdAt(table: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce(${table}.replayed_at, ${table}.activity_recorded_at)`;
}

/** A pending run that was tried already shows how its last attempt ended. */
function describePending(runs: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select p.id, p.project_id, p.integration_id, i.name as integration_name, i.type as integration_type,
      p.activity_id, p.activity_type, p.activity_state, p.activity_recorded_at as recorded_at,
      ${createdAt(sql.raw('p'))} as created_at, true as is_pending, p.begun_at is not null as is_begun, p.attempt,
      coalesce(p.begun_at, l.started_at) as started_at,
      case when isfinite(p.due_at) and p.begun_at is null then p.due_at end as next_attempt_at,
      coalesce(split_part(p.traceparent, '-', 2), l.trace_id) as trace_id, coalesce(p.begun_by, l.worker) as worker,
      p.replay_id, p.replay_of,
      ${attemptColumns}
    from (${runs}) p
    join integrations i on i.id = p.integration_id
    left join lateral (
      select * from activity_log where run_id = p.id order by attempt desc, seq desc limit 1
    ) l on true`;
}

function describeFinished(runs: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select l.run_id as id, l.project_id, l.integration_id, coalesce(i.name, l.integration_id) as integration_name,
      l.integration_type, l.activity_id, l.activity_type, l.activity_state, l.activity_recorded_at as recorded_at,
      ${createdAt(sql.raw('l'))} as created_at, false as is_pending, false as is_begun, l.attempt, l.started_at,
      l.next_attempt_at, l.trace_id, l.worker, l.replay_id, l.replay_of,
      ${attemptColumns}
    from (${runs}) l
    left join integrations i on i.id = l.integration_id`;
}

function pendingRuns(filter: RunFilter, bound?: PageBound): RawBuilder<unknown> {
  const { stages, outcomes } = filter;
  const isWanted = outcomes === undefined ? sql`true` : sql`false`;
  const stage = sql`case when p.begun_at is null then 'waiting' else 'begun' end`;
  return sql`
    from pending_runs p
    where ${sharedConditions(filter, sql.raw('p'), sql.raw('p.id'), bound)} and ${isWanted}
      ${stages === undefined ? sql`` : sql`and ${stage} = any (${stages})`}`;
}

/** Each finished run has exactly one final entry. */
function finishedRuns(filter: RunFilter, bound?: PageBound): RawBuilder<unknown> {
  const { stages, outcomes } = filter;
  const stage = sql`case l.outcome when 'cancelled' then 'cancelled' else 'finished' end`;
  return sql`
    from activity_log l
    where ${sharedConditions(filter, sql.raw('l'), sql.raw('l.run_id'), bound)} and l.is_final
      ${stages === undefined ? sql`` : sql`and ${stage} = any (${stages})`}
      ${outcomes === undefined ? sql`` : sql`and l.outcome = any (${outcomes})`}`;
}

/** Only the conditions that are asked for, so that the planner can use the index each of them has. */
function sharedConditions(
  { project, integration, activity, run }: RunFilter,
  table: RawBuilder<unknown>,
  runColumn: RawBuilder<unknown>,
  { before, after }: Omit<PageBound, 'moment'> = { before: 'infinity' },
): RawBuilder<unknown> {
  const conditions = [
    sql`${table}.project_id = ${project}`,
    run === undefined ? undefined : sql`${runColumn} = ${run}`,
    integration === undefined ? undefined : sql`${table}.integration_id = ${integration}`,
    activity === undefined ? undefined : sql`${table}.activity_id = ${activity}`,
    before === 'infinity' ? undefined : sql`${createdAt(table)} < ${before}`,
    after === undefined
      ? undefined
      : sql`(${createdAt(table)}, ${runColumn}) < (${timeOf(after)}, ${after.tieBreaker})`,
  ].filter((condition) => condition !== undefined);
  return sql.join(conditions, sql` and `);
}
