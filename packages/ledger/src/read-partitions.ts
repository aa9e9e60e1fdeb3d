import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** How the daily partitions stand. */
export interface PartitionState {
  /** For how many of the next seven days there are partitions, without a gap. */
  readonly daysAhead: number;
  /** Whether a default partition holds rows, of days that had no partition. */
  readonly isDefaultUsed: boolean;
}

/** Reads how far ahead the partitions of activities and of the log are made. Workers make those of a week. */
export async function readPartitions(database: Database): Promise<PartitionState> {
  const { rows } = await sql<PartitionState>`
    select (
      select coalesce(min(n) - 1, 7)::int from generate_series(1, 7) n
      where to_regclass('activities' || to_char(now() at time zone 'UTC' + n * interval '1 day', '_YYYYMMDD')) is null
        or to_regclass('activity_log' || to_char(now() at time zone 'UTC' + n * interval '1 day', '_YYYYMMDD')) is null
    ) as "daysAhead",
    exists (select from activities_default) or exists (select from activity_log_default) as "isDefaultUsed"`.execute(
    database,
  );
  return rows[0] ?? { daysAhead: 0, isDefaultUsed: false };
}
