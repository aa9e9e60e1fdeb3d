import type { Database } from '../connect.ts';

/** Everything an integration stores, by key. */
export async function readStorage(database: Database, integration: string): Promise<Map<string, string>> {
  const rows = await database
    .selectFrom('storage')
    .select(['key', 'value'])
    .where('integration_id', '=', integration)
    .execute();
  return new Map(rows.map(({ key, value }) => [key, value]));
}
