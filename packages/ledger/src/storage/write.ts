import { sql, type Transaction } from 'kysely';
import type { SettleOperation } from '../runs/operation.ts';
import type { Stored, Tables } from '../tables.ts';

/** A key and its new value; null removes the key. */
type Write = Pick<Stored, 'integration_id' | 'key'> & { readonly value: string | null };

/**
 * Makes the storage writes of settled runs, in the order of the runs: of several writes to one key the last one
 * counts.
 */
export async function writeStorage(
  transaction: Transaction<Tables>,
  settled: readonly SettleOperation[],
): Promise<void> {
  const final = new Map<string, Write>();
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
 * Serializes the lanes of one integration, so that they cannot deadlock whatever the order of their keys. A lock on the
 * integration's row would block changes of the integration.
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

async function upsertStorage(transaction: Transaction<Tables>, writes: readonly Write[]): Promise<void> {
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
        and s.integration_id = any (array(select integration_id from gone))
        and s.key = any (array(select key from gone))
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
