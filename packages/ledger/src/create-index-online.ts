import { sql, type Kysely } from 'kysely';
import { retryWhenLocked } from './retry-when-locked.ts';

/** An index of a partitioned table. */
export interface PartitionedIndex {
  readonly table: string;
  /** Follows the table's name, and each partition's, in the names of the indexes. */
  readonly suffix: string;
  /** What comes after `on <table>`: columns in parentheses, and perhaps a condition. */
  readonly on: string;
}

/**
 * Makes an index of a partitioned table while others write to it: first one of the empty parent, which every new
 * partition inherits, then, concurrently, one a partition. May be cut short and called again. Needs one connection that
 * is in no transaction.
 */
export async function createIndexOnline(
  connection: Kysely<unknown>,
  { table, suffix, on }: PartitionedIndex,
): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(connection);
  const index = `${table}_${suffix}`;
  await retryWhenLocked(() => run(`create index if not exists ${index} on only ${table} ${on}`));
  for (const partition of await findPartitionsWithout(connection, table, index)) {
    const part = `${partition}_${suffix}`;
    if (await isInvalid(connection, part)) await retryWhenLocked(() => run(`drop index ${part}`));
    // It waits, without a blocking lock, for every older transaction.
    await run('set lock_timeout = 0');
    await run(`create index concurrently if not exists ${part} on ${partition} ${on}`);
    await run('reset lock_timeout');
    await retryWhenLocked(() => run(`alter index ${index} attach partition ${part}`));
  }
}

async function findPartitionsWithout(
  connection: Kysely<unknown>,
  table: string,
  index: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits h join pg_class c on c.oid = h.inhrelid
    where h.inhparent = to_regclass(${table}) and not exists (
      select from pg_index x join pg_inherits of_index on of_index.inhrelid = x.indexrelid
      where x.indrelid = c.oid and of_index.inhparent = to_regclass(${index}))
    order by 1`.execute(connection);
  return rows.map(({ name }) => name);
}

/** As is what a concurrent creation leaves behind when it is cut short. */
async function isInvalid(connection: Kysely<unknown>, index: string): Promise<boolean> {
  const { rows } = await sql`
    select from pg_index where indexrelid = to_regclass(${index}) and not indisvalid`.execute(connection);
  return rows.length > 0;
}
