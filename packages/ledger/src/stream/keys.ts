import { sql, type RawBuilder } from 'kysely';
import type { StreamCursor } from './cursor.ts';

/** Where an event is in the stream, and where its row is. */
export interface StreamKey {
  readonly xid: string;
  readonly source: number;
  readonly seq: string;
  /** The time by which the table is partitioned, as PostgreSQL writes it; null for an integration. */
  readonly at: string | null;
  readonly id: string;
}

/** A part of a statement, `snapshot`: which transactions it can see. One without an end is not passed. */
export const snapshotPart = sql`
  snapshot as materialized (
    select pg_snapshot_xmin(pg_current_snapshot()) as xmin, pg_snapshot_xmax(pg_current_snapshot()) as xmax
  )`;

/** The keys of the events after a cursor, as `xid, source, seq, at, id`; `limit` of each source, the first ones. */
export function keysAfter(
  project: string,
  { xid, source, seq, notBeforeMs }: StreamCursor,
  limit: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const notBefore = sql`${new Date(notBeforeMs)}::timestamptz`;
  const isAfter = (own: RawBuilder<unknown>) =>
    sql`${own} > (${xid}::text::xid8, ${source}::int, ${seq}::bigint)`;
  return sql`
    (select i.commit_xid as xid, 0 as source, hashtextextended(i.id, 0) as seq, null::timestamptz as at, i.id
      from integrations i
      where i.project_id = ${project} and i.commit_xid < (select xmin from snapshot)
        ${xid === '0' ? sql`and greatest(i.created_at, i.updated_at, i.deleted_at) >= ${notBefore}` : sql``}
        and ${isAfter(sql`(i.commit_xid, 0, hashtextextended(i.id, 0))`)}
      order by 1, 3 ${limit})
    union all
    (select a.commit_xid, 1, a.seq, a.recorded_at, a.id from activities a
      where a.project_id = ${project} and a.recorded_at >= ${notBefore}
        and a.commit_xid < (select xmin from snapshot) and ${isAfter(sql`(a.commit_xid, 1, a.seq)`)}
      order by 1, 3 ${limit})
    union all
    (select l.commit_xid, 2, l.seq, l.logged_at, l.run_id from activity_log l
      where l.project_id = ${project} and l.logged_at >= ${notBefore}
        and l.commit_xid < (select xmin from snapshot) and ${isAfter(sql`(l.commit_xid, 2, l.seq)`)}
      order by 1, 3 ${limit})`;
}
