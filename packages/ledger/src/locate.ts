import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** Where something with an id belongs. */
export interface Location {
  readonly kind: 'run' | 'activity' | 'integration' | 'replay';
  readonly project: string;
}

/** Of one id: activities are named by their producers, in each project anew. */
const MAX_LOCATIONS = 20;

/** Where an id is looked for. What is undefined does not limit that. */
interface Reach {
  readonly project: string | undefined;
  /** Only these, and their runs. */
  readonly integrations: readonly string[] | undefined;
}

/** Finds what has an id: in one project, or in all of them. Each lookup has an index. */
export async function locate(
  database: Database,
  id: string,
  { project, integrations }: Reach,
): Promise<readonly Location[]> {
  const isVisible = project === undefined ? sql`true` : sql`project_id = ${project}`;
  const isAmong = (column: string) =>
    integrations === undefined ? sql`true` : sql`${sql.ref(column)} = any (${integrations})`;
  const isWhole = integrations === undefined ? sql`true` : sql`false`;
  const { rows } = await sql<Location>`
    select kind, project_id as project from (
      select 'run' as kind, project_id from pending_runs where id = ${id} and ${isAmong('integration_id')}
      union
      select 'run', project_id from activity_log where run_id = ${id} and ${isAmong('integration_id')}
      union
      select 'integration', project_id from integrations
        where id = ${id} and deleted_at is null and ${isAmong('id')}
      union
      select 'replay', project_id from replays where id = ${id} and ${isWhole}
      union
      (
        select 'activity', projects.id from projects
        where ${project === undefined ? sql`true` : sql`projects.id = ${project}`} and ${isWhole} and exists (
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
