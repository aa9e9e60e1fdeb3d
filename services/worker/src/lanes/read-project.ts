import type { Database } from '@upshot/ledger/connect';

/** Knows the project of each integration, which never changes. */
export interface ProjectReader {
  /** Undefined when there is no such integration any more. */
  read(integrationId: string): Promise<string | undefined>;
}

const MAX_KEPT = 10_000;

/** Creates the reader of one worker. */
export function createProjectReader(database: Database): ProjectReader {
  const kept = new Map<string, string>();
  return {
    async read(integrationId) {
      const known = kept.get(integrationId);
      if (known !== undefined) return known;
      const row = await database
        .selectFrom('integrations')
        .select('project_id')
        .where('id', '=', integrationId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(integrationId, row.project_id);
      return row.project_id;
    },
  };
}
