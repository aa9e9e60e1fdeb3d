import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { isExpired, partitionPieces } from './trim-partition.ts';
import type { RetentionStep } from './plan.ts';

/**
 * Blocks whose rows are in memory at once. Large values lie elsewhere: the rows of one block may take hundreds of
 * kilobytes.
 */
const BLOCKS = 50;

/** Yields the rows that a step removes, each as JSON text. */
export async function* readExpired(database: Database, step: RetentionStep): AsyncGenerator<string> {
  const { partition, expiry } = step;
  for await (const piece of partitionPieces(database, partition, BLOCKS)) {
    const { rows } = await sql<{ line: string }>`
      select row_to_json(r)::text as line from ${sql.table(partition.name)} as r
      where ${piece} and ${isExpired(partition, expiry)}`.execute(database);
    for (const { line } of rows) yield line;
  }
}
