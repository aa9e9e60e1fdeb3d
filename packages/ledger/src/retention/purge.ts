import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';

const BATCH = 10_000;

/** For how long changes stay in the audit. */
const AUDIT_DAYS = 400;

/** How many rows went, by table. */
export type Purged = Readonly<Record<string, number>>;

/**
 * Deletes what is not kept in daily partitions and is older than everything the log still holds: identities of
 * activities, replays, deleted integrations with their scripts, variables and storage, dead tokens, earlier runs of
 * retention, and changes of the audit. Cassettes, comparisons, idempotency keys and links have times of their own.
 */
export async function purge(database: Database, before: Date): Promise<Purged> {
  const purged: Record<string, number> = {};
  for (const [table, condition] of Object.entries(conditions(before))) {
    purged[table] = await deleteInBatches(database, table, condition);
  }
  return purged;
}

function conditions(before: Date): Readonly<Record<string, RawBuilder<boolean>>> {
  return {
    activity_identities: sql`r.recorded_at < ${before} and not exists (
      select from pending_runs p where p.activity_recorded_at = r.recorded_at and p.activity_seq = r.seq)`,
    replays: sql`r.created_at < ${before} and not exists (select from pending_runs p where p.replay_id = r.id)`,
    lanes: sql`exists (select from integrations i where i.id = r.integration_id and i.deleted_at < ${before})
      and not exists (select from pending_runs p where p.lane = r.id)`,
    integrations: sql`r.deleted_at < ${before}
      and not exists (select from pending_runs p where p.integration_id = r.id)`,
    tokens: sql`least(r.revoked_at, r.expires_at) < ${before}`,
    posting_keys: sql`r.created_at < now() - interval '1 day'`,
    retention_runs: sql`r.requested_at < ${before}`,
    console_links: sql`r.expires_at < now()`,
    recordings: sql`r.expires_at < now()`,
    comparisons: sql`r.expires_at < now()`,
    recording_orders: sql`r.until < now()`,
    audit_log: sql`r.at < least(${before}, now() - ${AUDIT_DAYS} * interval '1 day')`,
  };
}

async function deleteInBatches(
  database: Database,
  table: string,
  condition: RawBuilder<boolean>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where ctid in (
        select r.ctid from ${sql.table(table)} r where ${condition} limit ${sql.lit(BATCH)})`.execute(
      database,
    );
    const rows = Number(numAffectedRows ?? 0);
    total += rows;
    if (rows < BATCH) return total;
  }
}
