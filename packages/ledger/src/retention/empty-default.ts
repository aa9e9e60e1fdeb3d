import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { PartitionedTable } from './policy.ts';

/**
 * Moves the rows of a default partition into partitions of their days, one day in each transaction. Returns the days.
 * Waits at most 200 ms for readers and writers of the default partition.
 */
export async function emptyDefault(database: Database, table: PartitionedTable): Promise<readonly string[]> {
  const time = table === 'activities' ? 'recorded_at' : 'logged_at';
  const rest = sql.table(`${table}_default`);
  const dayOf = sql`(${sql.ref(time)} at time zone 'UTC')::date`;
  const { rows } = await sql<{ day: string }>`
    select distinct to_char(${dayOf}, 'YYYY-MM-DD') as day from ${rest} order by day limit 31`.execute(
    database,
  );
  for (const { day } of rows) {
    await database.transaction().execute(async (transaction) => {
      await sql`set local lock_timeout = '200ms'`.execute(transaction);
      await sql`lock table only ${rest} in access exclusive mode`.execute(transaction);
      await sql`create temporary table moved on commit drop as
        select * from ${rest} where ${dayOf} = ${day}::date`.execute(transaction);
      await sql`delete from ${rest} where ${dayOf} = ${day}::date`.execute(transaction);
      await sql`select upshot_make_partitions(${day}::date, 1)`.execute(transaction);
      await sql`insert into ${sql.table(`${table}_${day.replaceAll('-', '')}`)} overriding system value
        select * from moved`.execute(transaction);
    });
  }
  return rows.map(({ day }) => day);
}
