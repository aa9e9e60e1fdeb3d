import type { Database } from '@upshot/ledger/connect';
import {
  readMatchable,
  type MatchableIntegration as Matchable,
  type MatchableIntegrations,
} from '@upshot/ledger/integrations/matchable';
import { filterOf, hookTypes, type HookType } from '@upshot/integrations/registry';

export type MatchableIntegration = Matchable<HookType>;

/** A project's integrations as they were at one revision of the project. */
export type ProjectIntegrations = MatchableIntegrations<HookType>;

/**
 * Keeps each project's integrations in memory. They may be out of date: recording checks the revision and, where it has
 * moved on, forgets the project and reads it again.
 */
export interface IntegrationCache {
  /** The integrations of each project that exists. */
  read(projectIds: readonly string[]): Promise<ReadonlyMap<string, ProjectIntegrations>>;
  /** How many integrations the project had when it was last read; undefined when it is not kept. */
  count(projectId: string): number | undefined;
  forget(projectIds: readonly string[]): void;
}

const MAX_PROJECTS = 10_000;

/** Creates the cache of one ingest process. It forgets everything when it would hold more than `maxProjects`. */
export function createIntegrationCache(database: Database, maxProjects = MAX_PROJECTS): IntegrationCache {
  const kept = new Map<string, ProjectIntegrations>();
  return {
    async read(projectIds) {
      const found = new Map<string, ProjectIntegrations>();
      const missing: string[] = [];
      for (const id of new Set(projectIds)) {
        const project = kept.get(id);
        if (project === undefined) missing.push(id);
        else found.set(id, project);
      }
      if (missing.length === 0) return found;
      if (kept.size + missing.length > maxProjects) kept.clear();
      for (const project of await load(database, missing)) {
        kept.set(project.project, project);
        found.set(project.project, project);
      }
      return found;
    },
    count: (projectId) => kept.get(projectId)?.integrations.length,
    forget(projectIds) {
      for (const id of projectIds) kept.delete(id);
    },
  };
}

async function load(
  database: Database,
  projects: readonly string[],
): Promise<readonly ProjectIntegrations[]> {
  const read = await readMatchable(database, projects, hookTypes);
  return read.map(({ integrations, ...project }) => ({
    ...project,
    integrations: integrations.map((integration) => ({
      ...integration,
      ...filterOf(integration.type, integration),
    })),
  }));
}
