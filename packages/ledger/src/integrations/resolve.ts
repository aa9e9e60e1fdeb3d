import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/**
 * The id of the integration that is called by its id or, in upper or lower case, by its name. An id goes first, also
 * that of an integration that was deleted. A text that is neither stays as it is.
 */
export async function resolveIntegration(database: Database, project: string, text: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select coalesce(
      (select id from integrations where id = ${text}::text and project_id = ${project}),
      (select id from integrations where project_id = ${project} and deleted_at is null
        and lower(name collate "C") = lower(${text}::text collate "C"))) as id`.execute(database);
  return rows[0]?.id ?? text;
}
