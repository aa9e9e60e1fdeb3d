import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import type { Partition } from './partitions.ts';
import { ruleOf } from './plan.ts';
import type { Expiry } from './policy.ts';
import { noteTrim } from './trims.ts';

/** Blocks (8 kB) from which one statement deletes. */
const BLOCKS = 2000;

/**
 * Deletes the expired rows of a partition, a piece of it at a time, and returns how many they were. Activities with
 * pending runs stay, and the partition then counts as not trimmed.
 */
export async function trimPartition(
  database: Database,
  partition: Partition,
  expiry: Expiry,
): Promise<{ readonly rows: number; readonly isComplete: boolean }> {
  let rows = 0;
  for await (const piece of partitionPieces(database, partition, BLOCKS)) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(partition.name)} as r
      where ${piece} and ${isExpired(partition, expiry)} and ${isFree(partition)}`.execute(database);
    rows += Number(numAffectedRows ?? 0);
  }
  const isComplete = partition.table === 'activity_log' || !(await hasExpired(database, partition, expiry));
  if (isComplete) await noteTrim(database, partition.name, ruleOf(expiry));
  return { rows, isComplete };
}

/** Gives the space of deleted rows back to the disk. Readers of the partition wait meanwhile. */
export async function compactPartition(database: Database, { name }: Partition): Promise<void> {
  await database.connection().execute(async (connection) => {
    await sql`set lock_timeout = '200ms'`.execute(connection);
    try {
      await sql`vacuum (full) ${sql.table(name)}`.execute(connection);
    } finally {
      await sql`reset lock_timeout`.execute(connection);
    }
  });
}

/** Which rows have expired, as a condition on the row `r`. */
export function isExpired({ table }: Partition, { general, projects }: Expiry): RawBuilder<boolean> {
  const kind =
    table === 'activities'
      ? sql`'activityDays'`
      : sql`case when r.is_final and r.outcome = 'succeeded' then 'succeededDays' else 'logDays' end`;
  const expired = sql`coalesce(${JSON.stringify(projects)}::jsonb -> r.project_id, ${JSON.stringify(general)}::jsonb)`;
  return sql<boolean>`jsonb_exists(${expired}, ${kind})`;
}

/** Which rows nothing waits for. A log entry never changes anything that is still to happen. */
function isFree({ table }: Partition): RawBuilder<boolean> {
  if (table === 'activity_log') return sql<boolean>`true`;
  return sql<boolean>`not exists (
      select from pending_runs p where p.activity_recorded_at = r.recorded_at and p.activity_seq = r.seq
    ) and not exists (
      select from health_notifications n where n.activity_recorded_at = r.recorded_at and n.activity_id = r.id
    )`;
}

/** Conditions on the row `r` that cut a partition into pieces of so many blocks (8 kB), by the place of its rows. */
export async function* partitionPieces(
  database: Database,
  { name }: Partition,
  size: number,
): AsyncGenerator<RawBuilder<boolean>> {
  const { rows } = await sql<{ blocks: string }>`
    select pg_relation_size(${name}::regclass) / current_setting('block_size')::int as blocks`.execute(
    database,
  );
  const blocks = Number(rows[0]?.blocks ?? 0);
  for (let start = 0; start < blocks; start += size) {
    yield sql<boolean>`r.ctid >= ${`(${start},0)`}::tid and r.ctid < ${`(${start + size},0)`}::tid`;
  }
}

async function hasExpired(database: Database, partition: Partition, expiry: Expiry): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from ${sql.table(partition.name)} as r where ${isExpired(partition, expiry)}
    ) as found`.execute(database);
  return rows[0]?.found ?? true;
}
