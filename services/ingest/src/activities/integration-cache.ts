import type { Database } from '@upshot/ledger/connect';
import type { HookType } from '@upshot/integrations/registry';
import type { ActivityFilter, Pause } from '@upshot/shared/integration';
import { sql } from 'kysely';

/** What matching needs to know of an integration that answers activities. */
export interface MatchableIntegration extends ActivityFilter {
  readonly id: string;
  readonly type: HookType;
  readonly concurrency: number;
  /** Null while it runs. */
  readonly pause: Pause | null;
}

/** A project's integrations as they were at one revision of the project. */
export interface ProjectIntegrations {
  readonly revision: string;
  readonly integrations: readonly MatchableIntegration[];
}

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
      for (const [id, project] of await load(database, missing)) {
        kept.set(id, project);
        found.set(id, project);
      }
      return found;
    },
    count: (projectId) => kept.get(projectId)?.integrations.length,
    forget(projectIds) {
      for (const id of projectIds) kept.delete(id);
    },
  };
}

interface Row {
  readonly project_id: string;
  readonly revision: string;
  readonly integrations: readonly MatchableIntegration[];
}

/** One statement, so that revision and integrations belong together. */
async function load(
  database: Database,
  projectIds: readonly string[],
): Promise<[string, ProjectIntegrations][]> {
  const { rows } = await sql<Row>`
    select p.id as project_id, p.revision, coalesce(
      json_agg(json_build_object(
        'id', i.id, 'type', i.type, 'concurrency', i.concurrency, 'events', i.events, 'states', i.states,
        'environments', i.environments, 'excluded_environments', i.excluded_environments, 'result', i.result,
        'pause', case when i.paused_at is not null
          then json_build_object('at', i.paused_at at time zone 'UTC', 'reason', i.paused_reason) end
      ) order by i.created_at, i.id) filter (where i.id is not null), '[]') as integrations
    from projects p
    left join integrations i on i.project_id = p.id and i.deleted_at is null and i.type in ('script', 'webhook')
    where p.id = any (${projectIds})
    group by p.id`.execute(database);
  return rows.map(({ project_id, revision, integrations }) => [project_id, { revision, integrations }]);
}
