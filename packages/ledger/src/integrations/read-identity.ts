import type { Database } from '../connect.ts';

/** What never changes of an integration. */
export interface IntegrationIdentity {
  readonly project: string;
  /** Perhaps one that this version does not know. */
  readonly type: string;
}

/** Finds an integration, deleted or not; undefined when it is gone with its project. */
export async function readIdentity(
  database: Database,
  integration: string,
): Promise<IntegrationIdentity | undefined> {
  return await database
    .selectFrom('integrations')
    .select(['project_id as project', 'type'])
    .where('id', '=', integration)
    .executeTakeFirst();
}
