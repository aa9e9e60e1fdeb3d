import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/**
 * How many more due runs each project may have, and how long PostgreSQL took to count. Counts up to the limit only.
 * Runs of paused integrations do not count: they are not the workers' backlog.
 */
export async function findRemaining(
  database: Database,
  projectIds: readonly string[],
  maxPendingRuns: number,
): Promise<{ readonly remaining: ReadonlyMap<string, number>; readonly tookMs: number }> {
  const { rows } = await sql<{ id: string; remaining: number; took_ms: number }>`
    select p.id, (${maxPendingRuns}::bigint - due.count)::int as remaining,
      extract(epoch from clock_timestamp() - statement_timestamp())::float8 * 1000 as took_ms
    from unnest(${projectIds}::text[]) as p (id),
      lateral (select count(*) from (
        select from pending_runs r
        where r.project_id = p.id and r.due_at <= now()
          and r.integration_id not in (select id from integrations where paused_at is not null)
        limit ${maxPendingRuns}) as known) as due`.execute(database);
  return {
    remaining: new Map(rows.map(({ id, remaining }) => [id, remaining])),
    tookMs: Math.max(0, ...rows.map(({ took_ms }) => took_ms)),
  };
}
