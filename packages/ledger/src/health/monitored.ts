import { sql, type Transaction } from 'kysely';
import type { Integration, Tables } from '../tables.ts';
import { isTold } from './silent-recipients.ts';

/** The projects that have a health integration which is told of changes, along an index that has those only. */
export async function findMonitoredProjects(
  transaction: Transaction<Tables>,
  silentRecipients: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<Pick<Integration, 'project_id'>>`
    /* monitored projects */ select distinct i.project_id from integrations i
    where i.deleted_at is null and i.type like 'health.%' and ${isTold(silentRecipients)}`.execute(
    transaction,
  );
  return rows.map(({ project_id }) => project_id);
}
