import type { ActivityFacts } from '@upshot/shared/activity';
import { sql } from 'kysely';
import type { BodyKey } from './bodies.ts';
import type { Database } from '../connect.ts';

/** What deciding about a recorded activity needs to know of it. */
export interface RecordedFacts extends ActivityFacts, BodyKey {
  readonly created_at: Date;
}

/** The latest activities of a project, each state by itself, the newest first. */
export async function listFacts(
  database: Database,
  project: string,
  count: number,
): Promise<readonly RecordedFacts[]> {
  const { rows } = await sql<RecordedFacts>`
    select a.id, a.state, a.type, a.result, a.environments, a.created_at,
      a.seq, a.recorded_at::text as recorded_at, octet_length(a.body) as bytes
    from activities a where a.project_id = ${project}
    order by a.created_at desc, a.seq desc limit ${count}`.execute(database);
  return rows;
}
