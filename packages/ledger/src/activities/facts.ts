import type { ActivityFacts } from '@upshot/shared/activity';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** What deciding about a recorded activity needs to know of it. */
export interface RecordedFacts extends ActivityFacts {
  readonly created_at: Date;
}

/** The latest activities of a project, each state by itself, the newest first. */
export async function listFacts(
  database: Database,
  project: string,
  count: number,
): Promise<readonly RecordedFacts[]> {
  const { rows } = await sql<RecordedFacts>`
    select a.id, a.state, a.type, a.result, a.environments, a.created_at
    from activities a where a.project_id = ${project}
    order by a.created_at desc, a.seq desc limit ${count}`.execute(database);
  return rows;
}
