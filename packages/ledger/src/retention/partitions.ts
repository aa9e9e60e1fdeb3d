import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { PartitionedTable } from './policy.ts';

/** A daily partition (UTC) of the activities or of the log. */
export interface Partition {
  readonly table: PartitionedTable;
  /** Such as `activity_log_20260131`. */
  readonly name: string;
  /** Such as `2026-01-31`. */
  readonly day: string;
  /** With indexes and large values. */
  readonly bytes: number;
}

/** The daily partitions, the oldest first. The default partitions are not among them. */
export async function listPartitions(database: Database): Promise<readonly Partition[]> {
  const { rows } = await sql<Omit<Partition, 'bytes'> & { bytes: string }>`
    select parent.relname as "table", child.relname as name,
      to_char(to_date(right(child.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day,
      pg_total_relation_size(child.oid) as bytes
    from pg_inherits i
    join pg_class parent on parent.oid = i.inhparent
    join pg_class child on child.oid = i.inhrelid
    where parent.oid in ('activities'::regclass, 'activity_log'::regclass) and child.relname ~ '_\\d{8}$'
    order by day, parent.relname`.execute(database);
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

const DAY_MS = 86_400_000;

/** How many whole days ago the partition's day ended. */
export function ageOf({ day }: Pick<Partition, 'day'>, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(day)) / DAY_MS) - 1;
}
