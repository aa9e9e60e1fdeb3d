import type { Database } from '../connect.ts';
import type { Trims } from './plan.ts';

/** Reads which partitions were trimmed, and of what. */
export async function readTrims(database: Database): Promise<Trims> {
  const rows = await database.selectFrom('retention_trims').select(['partition', 'rule']).execute();
  return new Map(rows.map(({ partition, rule }) => [partition, rule]));
}

/** Notes that a partition was trimmed. */
export async function noteTrim(database: Database, partition: string, rule: string): Promise<void> {
  await database
    .insertInto('retention_trims')
    .values({ partition, rule })
    .onConflict((conflict) => conflict.column('partition').doUpdateSet({ rule, trimmed_at: new Date() }))
    .execute();
}
