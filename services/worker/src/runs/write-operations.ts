import type { Database } from '@upshot/ledger/connect';
import type { Tables } from '@upshot/ledger/tables';
import { sql, type Transaction } from 'kysely';
import { isPaused } from '../lanes/is-paused.ts';
import { describeEntry } from './describe-entry.ts';
import type { BeginOperation, Operation, SettleOperation, Written } from './settler.ts';

/**
 * Writes beginnings and settlements in one transaction, each only if its lane's fencing token is still the newest.
 * An outcome enters the log in the same breath as its run leaves the pending table (or gets its next time) and as the
 * run's storage writes are made.
 */
export async function writeOperations(
  database: Database,
  operations: readonly Operation[],
): Promise<readonly Written[]> {
  return await database.transaction().execute(async (transaction) => {
    const tokens = await lockLanes(transaction, operations);
    const accepted = operations.filter(({ lease }) => tokens.get(lease.lane) === lease.fencingToken);
    const settled = accepted.filter((operation) => operation.kind === 'settle');
    const settledRuns = new Set(settled.map(({ settlement }) => settlement.run.seq));
    const begun = accepted.filter((operation) => operation.kind === 'begin');
    const refused = await begin(
      transaction,
      begun.filter(({ seq }) => !settledRuns.has(seq)),
    );
    await writeStorage(transaction, await settle(transaction, settled));
    const written = new Set<Operation>(accepted.filter((operation) => !refused.has(operation)));
    return operations.map((operation) => (written.has(operation) ? 'written' : 'fenced'));
  });
}

/** Holds the lanes' rows, so that no claim can come between the check of the token and the commit. */
async function lockLanes(
  transaction: Transaction<Tables>,
  operations: readonly Operation[],
): Promise<ReadonlyMap<string, string>> {
  const lanes = [...new Set(operations.map(({ lease }) => lease.lane))];
  const { rows } = await sql<{ id: string; epoch: string }>`
    /* prepared: lock lanes */ select id, epoch from lanes where id = any (array(select unnest(${lanes}::text[])))
    order by id for share`.execute(transaction);
  return new Map(rows.map(({ id, epoch }) => [id, epoch]));
}

/** No attempt begins while its integration is paused. Returns the beginnings that were refused. */
async function begin(
  transaction: Transaction<Tables>,
  begun: readonly BeginOperation[],
): Promise<ReadonlySet<Operation>> {
  if (begun.length === 0) return new Set();
  const rows = JSON.stringify(begun.map(({ seq, attempt, worker }) => ({ seq, attempt, worker })));
  const { rows: written } = await sql<{ seq: string }>`
    /* prepared: begin */ with b as (
      select * from json_to_recordset(${rows}::json) as b (seq bigint, attempt int, worker text)
    )
    update pending_runs r set attempt = b.attempt, begun_at = now(), begun_by = b.worker
    from b where r.seq = b.seq and r.seq = any (array(select seq from b))
      and not ${isPaused(sql.ref('r.integration_id'))}
    returning r.seq`.execute(transaction);
  const seqs = new Set(written.map(({ seq }) => seq));
  return new Set(begun.filter(({ seq }) => !seqs.has(seq)));
}

/**
 * Every settlement is logged only if its run was still pending, and one that is not final only if its attempt was not settled: a run
 * can have one final outcome, and an attempt one outcome. Returns those that were logged, because the commit of an earlier try may
 * have succeeded without our hearing of it.
 */
async function settle(
  transaction: Transaction<Tables>,
  settled: readonly SettleOperation[],
): Promise<readonly SettleOperation[]> {
  if (settled.length === 0) return [];
  const entries = settled.map(({ settlement }) => ({
    ...describeEntry(settlement),
    interruptions: settlement.interruptions ?? 0,
  }));
  const { rows } = await sql<{ run_id: string; attempt: number }>`
    /* prepared: settle */ with entry as (
      select * from json_to_recordset(${JSON.stringify(entries)}::json) as e (
        seq bigint, run_id text, attempt int, is_final boolean, outcome text, project_id text, integration_id text,
        integration_type text, script_version int, activity_id text, activity_type text, activity_state text,
        activity_recorded_at timestamptz, started_at timestamptz, duration_ms float8, cpu_ms float8, fetches int,
        http_status int, error_name text, error_message text, error_stack text, error_line int, error_column int,
        output text, output_index jsonb, output_omitted_bytes int, retry_after_ms float8, trace_id text,
        worker text, replay_id text, replay_of text, interruptions int)
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
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      script_version, activity_id, activity_type, activity_state, activity_recorded_at, started_at, duration_ms, cpu_ms,
      fetches, http_status, error_name, error_message, error_stack, error_line, error_column, output, output_index,
      output_omitted_bytes, next_attempt_at, trace_id, worker, replay_id, replay_of)
    select run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      script_version, activity_id, activity_type, activity_state, activity_recorded_at, started_at, duration_ms, cpu_ms,
      fetches, http_status, error_name, error_message, error_stack, error_line, error_column, output, output_index,
      output_omitted_bytes, case when retry_after_ms > 0 then now() + retry_after_ms * interval '1 ms' end, trace_id, worker,
      replay_id, replay_of
    from entry join (select seq from finished union all select seq from postponed) touched using (seq)
    order by seq, attempt
    returning run_id, attempt`.execute(transaction);
  const logged = new Set(rows.map(({ run_id, attempt }) => `${run_id} ${attempt}`));
  return settled.filter(({ settlement }) => logged.has(`${settlement.run.id} ${settlement.attempt}`));
}

/** In the order of the runs; several runs of one batch may have written the same key: the last one counts. */
async function writeStorage(
  transaction: Transaction<Tables>,
  settled: readonly SettleOperation[],
): Promise<void> {
  const final = new Map<string, { integration_id: string; key: string; value: string | null }>();
  const cleared = new Set<string>();
  for (const { settlement } of settled) {
    const { storage, run } = settlement;
    if (storage === undefined) continue;
    if (storage.clear) {
      cleared.add(run.integrationId);
      for (const [id, write] of final) if (write.integration_id === run.integrationId) final.delete(id);
    }
    for (const [key, value] of storage.values) {
      final.set(`${run.integrationId}\n${key}`, { integration_id: run.integrationId, key, value });
    }
  }
  await lockStorage(transaction, [...cleared, ...[...final.values()].map((write) => write.integration_id)]);
  if (cleared.size > 0) {
    await sql`delete from storage where integration_id = any (${[...cleared]})`.execute(transaction);
  }
  if (final.size > 0) await upsertStorage(transaction, [...final.values()]);
}

/**
 * Lanes of one integration write one after the other: in whatever order they name keys, they cannot block each other.
 * A lock on the integration's row would get into the way of those who change the integration.
 */
async function lockStorage(
  transaction: Transaction<Tables>,
  integrationIds: readonly string[],
): Promise<void> {
  if (integrationIds.length === 0) return;
  const ids = [...new Set(integrationIds)].toSorted();
  await sql`
    /* prepared: lock storage */ select pg_advisory_xact_lock(hashtextextended(id, 7370003))
    from unnest(${ids}::text[]) with ordinality as i (id, place) order by place`.execute(transaction);
}

async function upsertStorage(
  transaction: Transaction<Tables>,
  writes: readonly { integration_id: string; key: string; value: string | null }[],
): Promise<void> {
  const rows = JSON.stringify(
    writes.toSorted((a, b) => compare(`${a.integration_id} ${a.key}`, `${b.integration_id} ${b.key}`)),
  );
  await sql`
    /* prepared: store */ with write as (
      select * from json_to_recordset(${rows}::json) as w (integration_id text, key text, value text)
    ), gone as (
      select integration_id, key from write where value is null
    ), removed as (
      delete from storage s using gone g where s.integration_id = g.integration_id and s.key = g.key
        and s.integration_id = any (array(select integration_id from gone)) and s.key = any (array(select key from gone))
    )
    insert into storage (integration_id, key, value)
    select w.integration_id, w.key, w.value from write w
      cross join lateral (select from integrations i where i.id = w.integration_id limit 1) i
    where w.value is not null
    on conflict (integration_id, key) do update set value = excluded.value, updated_at = now()`.execute(
    transaction,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
