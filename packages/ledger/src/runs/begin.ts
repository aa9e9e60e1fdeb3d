import { sql, type Transaction } from 'kysely';
import { isPaused } from '../integrations/is-paused.ts';
import type { PendingRun, Tables } from '../tables.ts';
import type { BeginOperation } from './operation.ts';

/**
 * Writes that attempts begin. None begins while its integration is paused: returns the operations that were written.
 */
export async function beginAttempts(
  transaction: Transaction<Tables>,
  operations: readonly BeginOperation[],
): Promise<readonly BeginOperation[]> {
  if (operations.length === 0) return [];
  const rows = JSON.stringify(operations.map(({ seq, attempt, worker }) => ({ seq, attempt, worker })));
  const { rows: written } = await sql<Pick<PendingRun, 'seq'>>`
    /* prepared: begin */ with b as (
      select * from json_to_recordset(${rows}::json) as b (seq bigint, attempt int, worker text)
    )
    update pending_runs r set attempt = b.attempt, begun_at = now(), begun_by = b.worker
    from b where r.seq = b.seq and r.seq = any (array(select seq from b))
      and not ${isPaused(sql.ref('r.integration_id'))}
    returning r.seq`.execute(transaction);
  const seqs = new Set(written.map(({ seq }) => seq));
  return operations.filter(({ seq }) => seqs.has(seq));
}
