import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { oldestDueRuns } from '../health/oldest-due.ts';

/** Which work counts as unclaimed. */
export interface UnclaimedQuery {
  /** For how long a run must have been due, without a claim of its lane. */
  readonly forMs: number;
  /** Only work of integrations of these types. */
  readonly types: readonly string[];
}

/**
 * Whether a lane has a due run that has waited for so long, while no worker has claimed the lane. Paused integrations
 * and lanes that wait for their rate limit do not count. It costs by the number of lanes that have runs.
 */
export async function hasUnclaimedWork(
  database: Database,
  { forMs, types }: UnclaimedQuery,
): Promise<boolean> {
  const { rows } = await sql<{ has_unclaimed: boolean }>`
    /* unclaimed work */ with ${oldestDueRuns}
    select exists (
      select from oldest o
        join integrations i on i.id = o.integration_id
        left join lanes l on l.id = o.lane
      where o.since < now() - ${forMs} * interval '1 ms'
        and (l.claimed_at is null or l.claimed_at < now() - ${forMs} * interval '1 ms')
        and i.paused_at is null and not o.is_limited and (i.deleted_at is not null or i.type = any (${[...types]}))
    ) as has_unclaimed`.execute(database);
  return rows[0]?.has_unclaimed === true;
}
