import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { limitedUntil } from '../lanes/limited-until.ts';
import type { ActivityKey } from './find.ts';

/** The pending runs of an activity that wait for the rate limit of their integration, and until when. */
export async function findLimitedRuns(
  database: Database,
  { project, activity }: ActivityKey,
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ id: string; until: Date | null }>`
    select p.id, ${limitedUntil(sql.ref('p.lane'))} as until from pending_runs p
    where p.project_id = ${project} and p.activity_id = ${activity} and p.begun_at is null`.execute(database);
  return new Map(rows.flatMap(({ id, until }) => (until === null ? [] : [[id, until]])));
}
