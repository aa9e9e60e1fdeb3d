import { sql, type Transaction } from 'kysely';
import type { Integration, Tables } from '../tables.ts';

/** The projects that have a health integration, along an index that has those only. */
export async function findMonitoredProjects(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<Pick<Integration, 'project_id'>>`
    /* monitored projects */ select distinct project_id from integrations
    where deleted_at is null and type like 'health.%'`.execute(transaction);
  return rows.map(({ project_id }) => project_id);
}
