import type { Database } from '@upshot/ledger/connect';
import { readProjectOf } from '@upshot/ledger/integrations/read-project-of';

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
      const project = await readProjectOf(database, integrationId);
      if (project === undefined) return undefined;
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(integrationId, project);
      return project;
    },
  };
}
