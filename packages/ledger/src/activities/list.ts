import type { ActivityResult, ActivityState } from '@upshot/shared/activity';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import { longestPage, pageStart, type PageBound } from '../page-start.ts';
import { pagedColumns, timeOf, toPage, type Page, type PagedRow } from '../page.ts';
import type { RecordedActivity } from './find.ts';

/** Where activities are looked for. */
export interface ActivityPlace {
  readonly project: string;
  /** Undefined: anywhere in the project. */
  readonly environment?: string;
}

/** Lists of which one entry must match. What is undefined does not matter. */
export interface ActivityFilter {
  readonly type?: readonly string[] | undefined;
  readonly state?: readonly ActivityState[] | undefined;
  readonly result?: readonly ActivityResult[] | undefined;
  /** By what came of it: no run, a run, or a run that ended without success. */
  readonly fired?: Fired | undefined;
  /** How its id begins. */
  readonly idPrefix?: string | undefined;
  /** Created at this time or later, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** What came of an activity. */
export const firedKinds = ['none', 'some', 'failed'] as const;

export type Fired = (typeof firedKinds)[number];

const firedConditions: Readonly<Record<Fired, RawBuilder<unknown>>> = {
  none: sql`json_array_length(a.receipt -> 'matched') = 0`,
  some: sql`json_array_length(a.receipt -> 'matched') > 0`,
  failed: sql`exists (
    select from activity_log l
    where l.project_id = a.project_id and l.activity_id = a.id and l.activity_state = a.state and l.is_final
      and l.outcome not in ('succeeded', 'cancelled'))`,
};

/** How large the bodies of one answer may be together; two come in any case. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads a page of activities, each in its latest state, newest first. */
export async function listActivities(
  database: Database,
  place: ActivityPlace,
  filter: ActivityFilter,
  { bound, count }: { readonly bound: PageBound; readonly count: number },
): Promise<Page<RecordedActivity>> {
  const wanted = (since: RawBuilder<unknown>) => wantedActivities(place, filter, { ...bound, since });
  const start = pageStart(
    (since, atMost) => sql`
      select a.created_at as at ${wanted(since)}
      order by a.created_at desc limit ${atMost}`,
    bound,
    count,
  );
  const { rows } = await sql<RecordedActivity & PagedRow>`
    select id, project_id, state, body, recorded_at, at_us, tie_breaker, found from (
      select *, row_number() over newest as position, sum(octet_length(body)) over newest as bytes from (
        select a.id, a.project_id, a.state, a.body, a.recorded_at, a.created_at, a.seq,
          ${pagedColumns(sql.ref('a.created_at'), sql.ref('a.seq'))}
        ${wanted(start)}
        order by a.created_at desc, a.seq desc
        limit ${longestPage}
      ) page window newest as (order by created_at desc, seq desc rows unbounded preceding)
    ) measured
    where bytes <= ${MAX_BYTES} or position <= 2
    order by position`.execute(database);
  return toPage(rows, count);
}

/** Whether the filter leaves out what most activities are: complete, with success. An index holds the others. */
function isUnusual({ state, result }: ActivityFilter): boolean {
  return state?.includes('complete') === false || result?.includes('success') === false;
}

/** Only the conditions that are asked for, so that the planner can use what it knows of each. */
function wantedActivities(
  { project, environment }: ActivityPlace,
  filter: ActivityFilter,
  { before, after, since }: PageBound & { readonly since: RawBuilder<unknown> },
): RawBuilder<unknown> {
  const { type, state, result, fired, idPrefix, from, to } = filter;
  const conditions = [
    sql`a.project_id = ${project}`,
    sql`a.created_at < ${before}`,
    sql`a.created_at >= ${since}`,
    after === undefined
      ? undefined
      : sql`(a.created_at, a.seq) < (${timeOf(after)}, ${after.tieBreaker}::bigint)`,
    type === undefined ? undefined : sql`a.type = any (${type})`,
    state === undefined ? undefined : sql`a.state = any (${state})`,
    result === undefined ? undefined : sql`a.result = any (${result})`,
    isUnusual(filter) ? sql`(a.state <> 'complete' or a.result is distinct from 'success')` : undefined,
    fired === undefined ? undefined : firedConditions[fired],
    idPrefix === undefined ? undefined : sql`starts_with(a.id, ${idPrefix})`,
    from === undefined ? undefined : sql`a.created_at >= ${from}`,
    to === undefined ? undefined : sql`a.created_at < ${to}`,
    sql`not exists (
      select from activity_identities later
      where later.project_id = a.project_id and later.activity_id = a.id and later.seq > a.seq)`,
  ].filter((condition) => condition !== undefined);
  const wanted = sql.join(conditions, sql` and `);
  if (environment === undefined) return sql`from activities a where ${wanted}`;
  return sql`from (${ofEnvironment(environment, wanted)}) a`;
}

/**
 * Most activities name one environment, and an index leads to them by it; the few with more have one of their own. Each
 * is read in the order of the list, so that a page reads no more than it shows.
 */
function ofEnvironment(environment: string, wanted: RawBuilder<unknown>): RawBuilder<unknown> {
  const newest = sql`order by a.created_at desc, a.seq desc limit ${longestPage}`;
  return sql`
    (select a.* from activities a where a.environments[1] = ${environment} and ${wanted} ${newest})
    union all
    (select a.* from activities a
      where cardinality(a.environments) > 1 and ${environment} = any (a.environments[2:])
        and a.environments[1] <> ${environment} and ${wanted} ${newest})`;
}
