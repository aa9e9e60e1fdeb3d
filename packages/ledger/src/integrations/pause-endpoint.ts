import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** Whose attempts fail, and since when at least. */
export interface FailingEndpoint {
  readonly id: string;
  /** The settings of the attempt that failed, as one text. */
  readonly settings: string;
  /** All attempts of all workers must have failed for so long; 0: the receiver is gone. */
  readonly failingMs: number;
}

/**
 * Pauses an integration because of its receiver, unless it is paused already, was deleted or has other settings by now.
 * Returns whether it was paused.
 */
export async function pauseEndpoint(
  database: Database,
  { id, settings, failingMs }: FailingEndpoint,
  reason: string,
): Promise<boolean> {
  const { rows } = await sql`
    /* pause */ update integrations i
    set paused_at = now(), paused_reason = ${reason}, paused_by = 'upshot', updated_at = now()
    where i.id = ${id} and i.settings = ${settings}::jsonb and i.paused_at is null and i.deleted_at is null
      and (${failingMs}::float8 = 0 or exists (
        select from failing_webhooks f
        where f.integration_id = i.id and f.since <= now() - ${failingMs}::float8 * interval '1 ms'))
    returning i.id`.execute(database);
  return rows.length > 0;
}
