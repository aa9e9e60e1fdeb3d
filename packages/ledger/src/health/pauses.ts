import { sql, type Transaction } from 'kysely';
import type { Integration, Tables } from '../tables.ts';

/** An integration that was paused because of its receiver. */
export interface PausedEndpoint extends Pick<Integration, 'project_id' | 'id' | 'name' | 'type'> {
  readonly paused_at: Date;
  readonly paused_reason: string;
}

/** The integrations of these projects that workers paused because of their receivers. */
export async function findPausedEndpoints(
  transaction: Transaction<Tables>,
  projects: readonly string[],
): Promise<readonly PausedEndpoint[]> {
  const { rows } = await sql<PausedEndpoint>`
    /* paused */ select project_id, id, name, type, paused_at, paused_reason from integrations
    where paused_at is not null and paused_by = 'upshot' and deleted_at is null
      and project_id = any (${[...projects]})`.execute(transaction);
  return rows;
}
