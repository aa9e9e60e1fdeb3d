import type { Database } from './connect.ts';
import { sql } from 'kysely';

/** Makes the daily partitions of today and the coming week. Several workers may do so at once. */
export async function makePartitions(database: Database): Promise<void> {
  await sql`select upshot_make_partitions((now() at time zone 'UTC')::date, 8)`.execute(database);
}
