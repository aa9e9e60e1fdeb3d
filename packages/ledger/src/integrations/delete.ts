import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** Marks an integration as deleted: its log stays. Returns whether it was there. */
export async function deleteIntegration(database: Database, integration: string): Promise<boolean> {
  const deleted = await database
    .updateTable('integrations')
    .set({ deleted_at: sql`now()` })
    .where('id', '=', integration)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return deleted.numUpdatedRows > 0n;
}
