import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { isPaused } from '../integrations/is-paused.ts';
import { heldLeases } from '../lanes/lease.ts';
import { isCancelled } from '../replays/is-cancelled.ts';
import type { PendingRun } from '../tables.ts';
import type { BeginOperation } from './operation.ts';

/**
 * Writes that attempts begin. None begins without its lane's lease, nor while its integration is paused, nor
 * of a replay that was cancelled: returns the operations that were written.
 */
export async function beginAttempts(
  database: Database,
  operations: readonly BeginOperation[],
): Promise<readonly BeginOperation[]> {
  if (operations.length === 0) return [];
  const asked = operations.map(({ lease, seq, attempt, worker }) => ({
    lane: lease.lane,
    fencing_token: lease.fencingToken,
    seq,
    attempt,
    worker,
  }));
  const { rows: written } = await sql<Pick<PendingRun, 'seq'>>`
    /* prepared: begin */ with asked as (
      select * from json_to_recordset(${JSON.stringify(asked)}::json) as b (
        lane text, fencing_token bigint, seq bigint, attempt int, worker text)
    ), held as (${heldLeases('asked')}
    ), b as (
      select asked.* from asked join held on held.id = asked.lane and held.epoch = asked.fencing_token
    )
    update pending_runs r set attempt = b.attempt, begun_at = now(), begun_by = b.worker
    from b where r.seq = b.seq and r.seq = any (array(select seq from b))
      and not ${isPaused(sql.ref('r.integration_id'))}
      and not ${isCancelled(sql.ref('r.replay_id'))}
    returning r.seq`.execute(database);
  const seqs = new Set(written.map(({ seq }) => seq));
  return operations.filter(({ seq }) => seqs.has(seq));
}
