import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { MAX_LANES } from '../lanes/max-lanes.ts';

/** More are not counted. */
export const MAX_COUNTED_RUNS = 10_000;

/** Counts the pending runs of integrations; those without any are left out. */
export async function countWaiting(
  database: Database,
  integrations: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; waiting: number }>`
    select i.id, counted.waiting
    from unnest(${integrations}::text[]) as i (id)
    cross join lateral (
      select count(*)::int as waiting from (
        select from pending_runs r
        where r.lane = any (array(select i.id || '.' || n from generate_series(0, ${MAX_LANES - 1}::int) n))
        limit ${MAX_COUNTED_RUNS}
      ) pending
    ) counted
    where counted.waiting > 0`.execute(database);
  return new Map(rows.map(({ id, waiting }) => [id, waiting]));
}
