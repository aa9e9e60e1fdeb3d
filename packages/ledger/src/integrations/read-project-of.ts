import type { Database } from '../connect.ts';

/** The project of an integration, deleted or not; undefined when there is no such integration any more. */
export async function readProjectOf(database: Database, integration: string): Promise<string | undefined> {
  const row = await database
    .selectFrom('integrations')
    .select('project_id')
    .where('id', '=', integration)
    .executeTakeFirst();
  return row?.project_id;
}
