import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** Where something with an id belongs. */
export interface Location {
  readonly kind: 'run' | 'activity' | 'integration' | 'replay';
  readonly project: string;
}

/** Of one id: activities are named by their producers, in each project anew. */
const MAX_LOCATIONS = 20;

/** Finds what has an id: in one project, or in all of them. Each lookup has an index. */
export async function locate(
  database: Database,
  id: string,
  project: string | undefined,
): Promise<readonly Location[]> {
  const isVisible = project === undefined ? sql`true` : sql`project_id = ${project}`;
  const { rows } = await sql<Location>`
    select kind, project_id as project from (
      select 'run' as kind, project_id from pending_runs where id = ${id}
      union
      select 'run', project_id from activity_log where run_id = ${id}
      union
      select 'integration', project_id from integrations where id = ${id} and deleted_at is null
      union
      select 'replay', project_id from replays where id = ${id}
      union
      (
        select 'activity', projects.id from projects
        where ${project === undefined ? sql`true` : sql`projects.id = ${project}`} and exists (
          select from activity_identities identity
          where identity.project_id = projects.id and identity.activity_id = ${id}
        )
        limit ${MAX_LOCATIONS}
      )
    ) found
    where ${isVisible}
    order by kind, project_id`.execute(database);
  return rows;
}
