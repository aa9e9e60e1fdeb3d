import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { heldLeases } from '../lanes/lease.ts';
import {
  describeSettlement,
  entryRecordColumns,
  entryRecordDefinition,
  insertEntries,
} from '../log/entry.ts';
import { describeWrites, writeStorage } from '../storage/write.ts';
import type { Lane } from '../tables.ts';
import type { SettleOperation } from './operation.ts';

/**
 * Settles runs in one statement, each only if its lane's lease is still held: deletes the pending runs, or gives them
 * the time of their next attempt, logs the outcomes and makes the storage writes. Returns the operations whose lease is
 * held.
 *
 * A final outcome is logged only if its run was still pending, and another only if its attempt was not settled: a run
 * has one final outcome, and an attempt one outcome. Storage is written for outcomes that are logged here; the commit
 * of an earlier try may have succeeded although its answer was lost.
 */
export async function settleRuns(
  database: Database,
  operations: readonly SettleOperation[],
): Promise<readonly SettleOperation[]> {
  if (operations.length === 0) return [];
  const entries = operations.map(({ lease, settlement }) => ({
    ...describeSettlement(settlement),
    lane: lease.lane,
    fencing_token: lease.fencingToken,
    seq: settlement.run.seq,
    retry_after_ms: settlement.retryAfterMs ?? null,
    interruptions: settlement.interruptions ?? 0,
  }));
  const { rows } = await sql<Pick<Lane, 'id' | 'epoch'>>`
    /* prepared: settle */ with asked as (
      select * from json_to_recordset(${JSON.stringify(entries)}::json) as e (lane text, fencing_token bigint,
        seq bigint, retry_after_ms float8, interruptions int, ${entryRecordDefinition})
    ), held as (${heldLeases('asked')}
    ), entry as (
      select asked.* from asked join held on held.id = asked.lane and held.epoch = asked.fencing_token
    ), finished as (
      delete from pending_runs where seq = any (array(select seq from entry where is_final)) returning seq
    ), retried as (
      select * from entry where not is_final
    ), postponed as (
      update pending_runs r
      set attempt = e.attempt, begun_at = null, begun_by = null,
        due_at = case when e.retry_after_ms > 0 then now() + e.retry_after_ms * interval '1 ms' else '-infinity' end,
        interruptions = greatest(r.interruptions, e.interruptions)
      from retried e where r.seq = e.seq and r.seq = any (array(select seq from retried))
        and (r.attempt < e.attempt or (r.attempt = e.attempt and r.begun_at is not null))
      returning r.seq
    ), logged as (
      ${insertEntries({ ...entryRecordColumns, next_attempt_at: nextAttemptAt })}
      from entry join (select seq from finished union all select seq from postponed) touched using (seq)
      order by seq, attempt
      returning run_id, attempt
    ), ${writeStorage(describeWrites(operations))}
    select id, epoch from held`.execute(database);
  const tokens = new Map(rows.map(({ id, epoch }) => [id, epoch]));
  return operations.filter(({ lease }) => tokens.get(lease.lane) === lease.fencingToken);
}

const nextAttemptAt = sql`case when retry_after_ms > 0 then now() + retry_after_ms * interval '1 ms' end`;
