import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { pagedColumns, timeOf, toPage, type Page, type PagedRow, type PageKey } from '../page.ts';

/** How far a replay has come. */
export interface ReplayProgress {
  readonly id: string;
  readonly created_at: Date;
  readonly requested_by: string;
  readonly request: object;
  /** How many runs it made; of these have not ended; and, of those still in the log, ended so. */
  readonly runs: number;
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly cancelled_at: Date | null;
  readonly cancelled_by: string | null;
}

/** Reads one replay, or a page of those of a project, the newest first. */
export async function readReplays(
  database: Database,
  project: string,
  page: { readonly id: string } | { readonly count: number; readonly after: PageKey | undefined },
): Promise<Page<ReplayProgress & PagedRow>> {
  const count = 'id' in page ? 1 : page.count;
  const { rows } = await sql<ReplayProgress & PagedRow>`
    /* replays */ with page as (
      select * from replays where project_id = ${project} and ${wanted(page)}
      order by created_at desc, id desc limit ${count}
    )
    select r.id, r.created_at, r.requested_by, r.request, r.cancelled_at, r.cancelled_by,
      (r.answer -> 'count' ->> 'runs')::int as runs,
      (select count(*)::int from pending_runs p where p.replay_id = r.id) as pending,
      ended.succeeded, ended.cancelled, ended.total - ended.succeeded - ended.cancelled as failed,
      ${pagedColumns(sql`r.created_at`, sql`r.id`)}
    from page r cross join lateral (
      select count(*)::int as total, (count(*) filter (where outcome = 'succeeded'))::int as succeeded,
        (count(*) filter (where outcome = 'cancelled'))::int as cancelled
      from activity_log l
      where l.project_id = r.project_id and l.replay_id = r.id and l.is_final
        and coalesce(l.replayed_at, l.activity_recorded_at) >= r.created_at
        and coalesce(l.replayed_at, l.activity_recorded_at) < r.created_at + interval '1 second'
        and l.logged_at >= r.created_at - interval '1 day'
    ) ended
    order by r.created_at desc, r.id desc`.execute(database);
  return toPage(rows, count);
}

function wanted(page: { readonly id: string } | { readonly after: PageKey | undefined }) {
  if ('id' in page) return sql`id = ${page.id}`;
  return page.after === undefined
    ? sql`true`
    : sql`(created_at, id) < (${timeOf(page.after)}, ${page.after.tieBreaker})`;
}
