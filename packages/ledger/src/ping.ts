import { sql } from 'kysely';
import type { Database } from './connect.ts';
import { isMissingPrivilege } from './sqlstate.ts';

/** Rejects unless the ledger answers and is no standby and not read-only. */
export async function pingLedger(database: Database): Promise<void> {
  const { rows } = await sql<{
    is_read_only: boolean;
  }>`select current_setting('transaction_read_only')::boolean as is_read_only`.execute(database);
  if (rows[0]?.is_read_only !== false) throw new Error('the ledger is read-only');
}

/**
 * Rejects unless the ledger takes writes that need new space on its disk: a megabyte, in a temporary table. It leaves
 * dead rows in the catalogue, so it is for a ledger that has just failed.
 */
export async function probeLedgerWrites(database: Database): Promise<void> {
  try {
    await database.transaction().execute(async (transaction) => {
      await sql`
        create temporary table upshot_write_probe on commit drop
        as select repeat('x', 1900) from generate_series(1, 512)
      `.execute(transaction);
    });
  } catch (fault) {
    // Without the privilege for temporary tables nothing is known.
    if (!isMissingPrivilege(fault)) throw fault;
  }
}
