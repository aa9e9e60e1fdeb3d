import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { SettleOperation } from '../runs/operation.ts';
import type { LogEntry, Stored, Tables } from '../tables.ts';

/** A write of a run: without a key it clears the integration's storage, with `null` as value it removes the key. */
type Write = Pick<LogEntry, 'run_id' | 'attempt'> &
  Pick<Stored, 'integration_id'> & {
    /** Its place among all writes of the batch. */
    readonly place: number;
    readonly key: string | null;
    readonly value: string | null;
  };

/** The storage writes of runs, in the order of the runs. */
export function describeWrites(operations: readonly SettleOperation[]): readonly Write[] {
  const writes: Write[] = [];
  for (const { settlement } of operations) {
    const { storage, run, attempt } = settlement;
    if (storage === undefined) continue;
    const add = (key: string | null, value: string | null) =>
      writes.push({
        run_id: run.id,
        attempt,
        integration_id: run.integrationId,
        place: writes.length,
        key,
        value,
      });
    if (storage.clear) add(null, null);
    for (const [key, value] of storage.values) add(key, value);
  }
  return writes;
}

/**
 * The parts of a statement that make the writes of the runs in its part `logged`: of several writes to one key the last
 * one counts, and what comes before a clear does not. No row is both deleted and inserted: what a statement does then
 * is not specified by PostgreSQL.
 */
export function writeStorage(writes: readonly Write[]): RawBuilder<unknown> {
  return sql`write as (
      select w.* from json_to_recordset(${JSON.stringify(writes)}::json) as w (
        run_id text, attempt int, integration_id text, place int, key text, value text)
      join logged using (run_id, attempt)
    ), cleared as (
      select integration_id, max(place) as place from write where key is null group by integration_id
    ), last_write as (
      select distinct on (w.integration_id, w.key) w.integration_id, w.key, w.value
      from write w left join cleared c using (integration_id)
      where w.key is not null and w.place > coalesce(c.place, -1)
      order by w.integration_id, w.key, w.place desc
    ), gone as (
      select integration_id, key from last_write where value is null
    ), removed as (
      delete from storage s using gone g where s.integration_id = g.integration_id and s.key = g.key
        and s.integration_id = any (array(select integration_id from gone))
        and s.key = any (array(select key from gone))
    ), emptied as (
      delete from storage s where s.integration_id = any (array(select integration_id from cleared))
        and not exists (select from last_write l where l.integration_id = s.integration_id and l.key = s.key)
    ), stored as (
      insert into storage (integration_id, key, value)
      select w.integration_id, w.key, w.value from last_write w
        cross join lateral (select from integrations i where i.id = w.integration_id limit 1) i
      where w.value is not null
      order by w.integration_id, w.key
      on conflict (integration_id, key) do update set value = excluded.value, updated_at = now()
    )`;
}

/**
 * Serializes the lanes of each integration until the transaction ends, so that they cannot deadlock in any order of
 * their keys. A lock on the integration's row would block changes of the integration.
 */
export async function lockStorage(
  transaction: Transaction<Tables>,
  integrationIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(integrationIds)].toSorted();
  await sql`
    /* prepared: lock storage */ select pg_advisory_xact_lock(hashtextextended(id, 7370003))
    from unnest(${ids}::text[]) with ordinality as i (id, place) order by place`.execute(transaction);
}
