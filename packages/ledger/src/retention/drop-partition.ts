import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Partition } from './partitions.ts';

/**
 * Drops a daily partition; returns `pending`, having changed nothing, while a run of one of its activities is pending.
 * Waits at most 200 ms for readers, so that nothing queues behind it; throws what `isLockTimeout` knows then. A
 * partition is not detached concurrently first: PostgreSQL refuses that where there is a default partition.
 */
export async function dropPartition(
  database: Database,
  partition: Partition,
): Promise<'dropped' | 'pending'> {
  const { table, name, day } = partition;
  return await database.transaction().execute(async (transaction) => {
    await sql`set local lock_timeout = '200ms'`.execute(transaction);
    // Who reads an activity and makes a run of it in one transaction ends before this, or finds nothing.
    await sql`lock table only ${sql.table(name)} in access exclusive mode`.execute(transaction);
    if (table === 'activities' && (await hasPendingRuns(transaction, day))) return 'pending';
    await sql`select upshot_drop_partition(${name})`.execute(transaction);
    await transaction.deleteFrom('retention_trims').where('partition', '=', name).execute();
    return 'dropped';
  });
}

/** Whether a run, or a notice about the health, waits that is about an activity of this day. */
async function hasPendingRuns(database: Database, day: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with d as (select ${day}::date::timestamp at time zone 'UTC' as start)
    select exists (
      select from pending_runs, d
      where activity_recorded_at >= d.start and activity_recorded_at < d.start + interval '1 day'
    ) or exists (
      select from health_notifications, d
      where activity_recorded_at >= d.start and activity_recorded_at < d.start + interval '1 day'
    ) as found`.execute(database);
  return rows[0]?.found ?? true;
}
