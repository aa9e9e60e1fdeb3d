import type { Outcome } from '@upshot/shared/outcome';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** How the last runs of an integration ended. */
export interface RecentRuns {
  readonly last_outcome: Outcome | null;
  /**
   * When the first of the runs ended that failed one after the other, up to the last one. Of a webhook also since when
   * every attempt has failed. Null when neither is so.
   */
  readonly failing_since: Date | null;
}

/** So many runs are read of each integration. When all of them failed, it may be failing for longer. */
const RUNS = 20;

interface Row extends RecentRuns {
  readonly id: string;
}

/**
 * Reads how the last runs of integrations ended, in the order of their creation; those of which nothing is
 * known are left out. Cancelled runs do not count. Since when every attempt of a webhook has failed is noted elsewhere.
 */
export async function readRecentRuns(
  database: Database,
  integrations: readonly string[],
): Promise<ReadonlyMap<string, RecentRuns>> {
  const { rows } = await sql<Row>`
    /* recent runs */ select i.id, recent.last_outcome, least(recent.failing_since, f.since) as failing_since
    from unnest(${integrations}::text[]) as i (id)
    cross join lateral (
      select (array_agg(outcome order by place))[1] as last_outcome,
        min(logged_at) filter (where successes = 0) as failing_since
      from (
        select outcome, logged_at, row_number() over newest as place,
          count(*) filter (where outcome = 'succeeded') over newest as successes
        from (
          select l.outcome, l.logged_at, l.seq, coalesce(l.replayed_at, l.activity_recorded_at) as created_at
          from activity_log l
          where l.integration_id = i.id and l.is_final and l.outcome <> 'cancelled'
          order by coalesce(l.replayed_at, l.activity_recorded_at) desc
          limit ${RUNS}
        ) last
        window newest as (order by created_at desc, logged_at desc, seq desc rows unbounded preceding)
      ) counted
    ) recent
    left join failing_webhooks f on f.integration_id = i.id
    where recent.last_outcome is not null or f.since is not null`.execute(database);
  return new Map(rows.map(({ id, ...recent }) => [id, recent]));
}
