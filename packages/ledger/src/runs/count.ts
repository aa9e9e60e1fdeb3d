import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { createdAt, finishedRuns, pendingRuns, type RunFilter } from './conditions.ts';

/** What runs are counted by. */
export const countedBy = ['outcome', 'integration', 'type', 'version'] as const;

type CountedBy = (typeof countedBy)[number];

/** How many runs have one value; the outcome of a run that has not ended is `pending`. */
export interface RunCount {
  readonly by: CountedBy;
  readonly key: string | null;
  readonly count: number;
}

/** How many runs of an outcome were created in a stretch of time. */
export interface RunBucket {
  readonly at: Date;
  readonly outcome: string;
  readonly count: number;
}

/** Counts runs by each of `countedBy`. */
export async function countRuns(database: Database, filter: RunFilter): Promise<readonly RunCount[]> {
  const { rows } = await sql<RunCount & { count: string }>`
    with runs as (${countedRuns(filter)})
    select case when grouping(outcome) = 0 then 'outcome' when grouping(integration) = 0 then 'integration'
        when grouping(type) = 0 then 'type' else 'version' end as by,
      coalesce(outcome, integration, type, version::text) as key, count(*) as count
    from runs
    group by grouping sets ((outcome), (integration), (type), (version))
    order by 1, 3 desc, 2`.execute(database);
  return rows.map(({ by, key, count }) => ({ by, key, count: Number(count) }));
}

/** Counts runs by outcome in stretches of `bucketMs` from `filter.from` on. */
export async function countRunsOverTime(
  database: Database,
  filter: RunFilter & { readonly from: Date },
  bucketMs: number,
): Promise<readonly RunBucket[]> {
  const { rows } = await sql<RunBucket & { count: string }>`
    with runs as (${countedRuns(filter)})
    select date_bin(${bucketMs} * interval '1 millisecond', created_at, ${filter.from}) as at, outcome,
      count(*) as count
    from runs group by 1, 2 order by 1, 2`.execute(database);
  return rows.map(({ at, outcome, count }) => ({ at, outcome, count: Number(count) }));
}

function countedRuns(filter: RunFilter) {
  return sql`
    select l.outcome, l.integration_id as integration, l.activity_type as type, l.script_version as version,
      ${createdAt(sql.raw('l'))} as created_at ${finishedRuns(filter)}
    union all
    select 'pending', p.integration_id, p.activity_type, null, ${createdAt(sql.raw('p'))} ${pendingRuns(filter)}`;
}
