import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import { longestPage, pageStart, type PageBound } from '../page-start.ts';
import { pagedColumns, toPage, type Page, type PagedRow } from '../page.ts';
import { limitedUntil } from '../lanes/limited-until.ts';
import { createdAt, finishedRuns, pendingRuns, type RunFilter } from './conditions.ts';
import { loggedColumns, type LoggedColumn, type RunRow } from './run-row.ts';

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
  { count, detail = 'whole' }: { readonly count: number; readonly detail?: RunDetail },
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
  const startAt = sql`(select at from start)`;
  const { rows } = await sql<RunRow & PagedRow>`
    with start as materialized (select ${start} as at)
    select * from (
      select *, ${pagedColumns(sql.ref('created_at'), sql.ref('id'))}, row_number() over newest as position,
        sum(coalesce(octet_length(output), 0) + coalesce(octet_length(error_stack), 0)) over newest as bytes
      from (
        ${describePending(sql`select p.* ${pending} and ${createdAt(sql.raw('p'))} >= ${startAt}`, detail)}
        union all
        ${describeFinished(sql`select l.* ${finished} and ${createdAt(sql.raw('l'))} >= ${startAt}`, detail)}
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
    ${describePending(sql`select p.* ${pendingRuns(filter)}`, 'whole')}
    union all
    ${describeFinished(sql`select l.* ${finishedRuns(filter)}`, 'whole')}
    limit 1`.execute(database);
  return rows[0];
}

/** How much of a run is read: everything, or what a list shows: the beginning of its output, and no stack. */
export type RunDetail = 'whole' | 'summary';

/** Columns of a summary that hold less than those of a whole run. */
const shortened: { readonly [C in LoggedColumn]?: string } = {
  output: 'left(l.output, 400)',
  output_index: 'null::jsonb',
  error_stack: 'null',
};

/** What the log `l` knows of an attempt. */
export function attemptColumns(detail: RunDetail): RawBuilder<unknown> {
  const short = detail === 'summary' ? shortened : {};
  const columns = loggedColumns.map((column) => `${short[column] ?? `l.${column}`} as ${column}`);
  return sql.raw([...columns, 'jsonb_array_length(l.output_index) as output_lines'].join(', '));
}

/** A pending run that was tried already shows how its last attempt ended. */
function describePending(runs: RawBuilder<unknown>, detail: RunDetail): RawBuilder<unknown> {
  return sql`
    select p.id, p.project_id, p.integration_id, i.name as integration_name, i.type as integration_type,
      p.activity_id, p.activity_type, p.activity_state, p.activity_recorded_at as recorded_at,
      ${createdAt(sql.raw('p'))} as created_at, true as is_pending, p.begun_at is not null as is_begun, p.attempt,
      coalesce(p.begun_at, l.started_at) as started_at,
      case when isfinite(p.due_at) and p.begun_at is null then p.due_at end as next_attempt_at,
      case when p.begun_at is null then ${limitedUntil(sql.ref('p.lane'))} end as rate_limited_until,
      coalesce(split_part(p.traceparent, '-', 2), l.trace_id) as trace_id, coalesce(p.begun_by, l.worker) as worker,
      p.replay_id, p.replay_of, i.settings -> 'retry_seconds' as retry_seconds,
      ${attemptColumns(detail)}
    from (${runs}) p
    join integrations i on i.id = p.integration_id
    left join lateral (
      select * from activity_log where run_id = p.id order by attempt desc, seq desc limit 1
    ) l on true`;
}

function describeFinished(runs: RawBuilder<unknown>, detail: RunDetail): RawBuilder<unknown> {
  return sql`
    select l.run_id as id, l.project_id, l.integration_id, coalesce(i.name, l.integration_id) as integration_name,
      l.integration_type, l.activity_id, l.activity_type, l.activity_state, l.activity_recorded_at as recorded_at,
      ${createdAt(sql.raw('l'))} as created_at, false as is_pending, false as is_begun, l.attempt, l.started_at,
      l.next_attempt_at, null::timestamptz as rate_limited_until, l.trace_id, l.worker, l.replay_id, l.replay_of,
      i.settings -> 'retry_seconds' as retry_seconds,
      ${attemptColumns(detail)}
    from (${runs}) l
    left join integrations i on i.id = l.integration_id`;
}
