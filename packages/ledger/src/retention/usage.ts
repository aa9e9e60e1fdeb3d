import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** What a table takes, its daily partitions together. */
export interface TableUsage {
  readonly table: string;
  /** With indexes and large values. */
  readonly bytes: number;
  readonly indexBytes: number;
  /** As PostgreSQL last counted them; null where it has not. */
  readonly rows: number | null;
  /** How many daily partitions it has, and the day of the oldest. */
  readonly days: number;
  readonly oldestDay: string | null;
}

type Row = {
  readonly [N in keyof TableUsage]: TableUsage[N] extends number | null ? string | null : TableUsage[N];
};

/** Reads what each table takes, the largest first. */
export async function readStorageUsage(database: Database): Promise<readonly TableUsage[]> {
  const { rows } = await sql<Row>`
    /* storage usage */ select coalesce(parent.relname, c.relname) as "table",
      sum(pg_total_relation_size(c.oid)) as bytes, sum(pg_indexes_size(c.oid)) as "indexBytes",
      sum(c.reltuples::numeric) filter (where c.reltuples >= 0) as rows,
      count(*) filter (where c.relname ~ '_\\d{8}$') as days,
      to_char(min(to_date(right(c.relname, 8), 'YYYYMMDD')) filter (where c.relname ~ '_\\d{8}$'), 'YYYY-MM-DD')
        as "oldestDay"
    from pg_class c
      left join pg_inherits i on i.inhrelid = c.oid
      left join pg_class parent on parent.oid = i.inhparent
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    group by 1 order by 2 desc, 1`.execute(database);
  return rows.map(({ table, bytes, indexBytes, rows: count, days, oldestDay }) => ({
    table,
    bytes: Number(bytes),
    indexBytes: Number(indexBytes),
    rows: count === null ? null : Number(count),
    days: Number(days),
    oldestDay,
  }));
}
