import { openClient } from './open-client.ts';

/** Of 16 MB each; together about the most that PostgreSQL keeps between two checkpoints (`max_wal_size`: 1 GB). */
const SEGMENTS = 60;

/**
 * Gives a new database what one in use has: segments of its write-ahead log that it only has to take again. For a new
 * one PostgreSQL writes 16 MB of zeros first, and every commit waits meanwhile.
 */
export async function warmLog(databaseUrl: string): Promise<void> {
  await using client = await openClient(databaseUrl);
  for (let segment = 0; segment < SEGMENTS; segment++) {
    await client.query(`select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()`);
  }
  await client.query('checkpoint');
}
