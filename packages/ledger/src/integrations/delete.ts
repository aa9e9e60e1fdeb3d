import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { resetRateLimit } from '../lanes/rate-limit.ts';

/**
 * Marks an integration as deleted: its log stays, and its pending runs are cancelled, which needs no token of a rate
 * limit. Returns whether it was there.
 */
export async function deleteIntegration(database: Database, integration: string): Promise<boolean> {
  const deleted = await database
    .updateTable('integrations')
    .set({ deleted_at: sql`now()` })
    .where('id', '=', integration)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (deleted.numUpdatedRows === 0n) return false;
  await resetRateLimit(database, integration, undefined);
  return true;
}
