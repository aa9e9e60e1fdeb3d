import { sql, type Transaction } from 'kysely';
import {
  describeSettlement,
  entryRecordColumns,
  entryRecordDefinition,
  insertEntries,
} from '../log/entry.ts';
import type { LogEntry, Tables } from '../tables.ts';
import type { SettleOperation } from './operation.ts';

/**
 * Logs outcomes in the same transaction that deletes the pending runs, or gives them the time of their next attempt.
 *
 * A final outcome is logged only if its run was still pending, and another only if its attempt was not settled: a run
 * has one final outcome, and an attempt one outcome. Returns the operations that were logged; the commit of an earlier
 * try may have succeeded although its answer was lost.
 */
export async function settleRuns(
  transaction: Transaction<Tables>,
  operations: readonly SettleOperation[],
): Promise<readonly SettleOperation[]> {
  if (operations.length === 0) return [];
  const entries = operations.map(({ settlement }) => ({
    ...describeSettlement(settlement),
    seq: settlement.run.seq,
    retry_after_ms: settlement.retryAfterMs ?? null,
    interruptions: settlement.interruptions ?? 0,
  }));
  const { rows } = await sql<Pick<LogEntry, 'run_id' | 'attempt'>>`
    /* prepared: settle */ with entry as (
      select * from json_to_recordset(${JSON.stringify(entries)}::json) as e (
        seq bigint, retry_after_ms float8, interruptions int, ${entryRecordDefinition})
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
    )
    ${insertEntries({ ...entryRecordColumns, next_attempt_at: nextAttemptAt })}
    from entry join (select seq from finished union all select seq from postponed) touched using (seq)
    order by seq, attempt
    returning run_id, attempt`.execute(transaction);
  const logged = new Set(rows.map(({ run_id, attempt }) => `${run_id} ${attempt}`));
  return operations.filter(({ settlement }) => logged.has(`${settlement.run.id} ${settlement.attempt}`));
}

const nextAttemptAt = sql`case when retry_after_ms > 0 then now() + retry_after_ms * interval '1 ms' end`;
