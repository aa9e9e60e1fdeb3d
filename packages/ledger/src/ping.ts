import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** Rejects unless the ledger answers. */
export async function pingLedger(database: Database): Promise<void> {
  await sql`select 1`.execute(database);
}
