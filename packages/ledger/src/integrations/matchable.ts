import type { ActivityFilter, Pause } from '@upshot/shared/integration';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { isTold } from '../health/silent-recipients.ts';
import type { Project } from '../tables.ts';

/** What matching needs to know of an integration that answers activities. */
export interface MatchableIntegration<T extends string> extends ActivityFilter {
  readonly id: string;
  readonly name: string;
  readonly type: T;
  readonly concurrency: number;
  /** Null while it runs. */
  readonly pause: Pause | null;
}

/** A project's integrations as they were at one revision of the project. */
export interface MatchableIntegrations<T extends string> {
  readonly project: Project['id'];
  readonly revision: Project['revision'];
  readonly integrations: readonly MatchableIntegration<T>[];
}

/**
 * Reads projects with their integrations of the given types, as of one revision: by one statement. A health.email whose
 * recipients are all silent is left out.
 */
export async function readMatchable<T extends string>(
  database: Database,
  projects: readonly string[],
  types: readonly T[],
  silentRecipients: readonly string[] = [],
): Promise<readonly MatchableIntegrations<T>[]> {
  const { rows } = await sql<MatchableIntegrations<T>>`
    select p.id as project, p.revision, coalesce(
      json_agg(json_build_object(
        'id', i.id, 'name', i.name, 'type', i.type, 'concurrency', i.concurrency,
        'events', coalesce(i.conditional_events, i.events), 'states', i.states, 'environments', i.environments,
        'excluded_environments', i.excluded_environments, 'result', i.result, 'condition', i.condition,
        'pause', case when i.paused_at is not null
          then json_build_object('at', i.paused_at at time zone 'UTC', 'reason', i.paused_reason) end
      ) order by i.created_at, i.id) filter (where i.id is not null), '[]') as integrations
    from projects p
    left join integrations i on i.project_id = p.id and i.deleted_at is null and i.type = any (${[...types]})
      and ${isTold(silentRecipients)}
    where p.id = any (${[...projects]})
    group by p.id`.execute(database);
  return rows;
}
