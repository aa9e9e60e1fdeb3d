import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { ComparisonRow, ComparisonRunRow } from '../tables-of-comparisons.ts';

/** Names a comparison. */
export interface ComparisonKey {
  readonly project: string;
  readonly integration: string;
  readonly comparison: string;
}

/** How far a comparison has come: how many runs have each verdict. */
export interface ComparisonProgress extends Pick<
  ComparisonRow,
  | 'id'
  | 'kind'
  | 'created_at'
  | 'created_by'
  | 'request'
  | 'total'
  | 'started_at'
  | 'ended_at'
  | 'expires_at'
  | 'promoted_version'
> {
  /** Also of one that no worker has ended in time. */
  readonly end_reason: ComparisonRow['end_reason'];
  readonly same: number;
  readonly changed: number;
  readonly fixed: number;
  readonly broken: number;
  readonly skipped: number;
  readonly exact: number;
}

/** Reads the comparisons of an integration that have not expired, the newest first; or the one that is named. */
export async function readComparisons(
  database: Database,
  { project, integration, comparison }: Omit<ComparisonKey, 'comparison'> & { readonly comparison?: string },
): Promise<readonly ComparisonProgress[]> {
  const { rows } = await sql<ComparisonProgress>`
    select c.id, c.created_at, c.created_by, c.request, c.total, c.started_at, c.expires_at,
      c.kind, c.promoted_version,
      coalesce(c.ended_at, case when c.until < now() then c.until end) as ended_at,
      coalesce(c.end_reason, case when c.until < now() then 'expired' end) as end_reason, r.*
    from comparisons c cross join lateral (
      select count(*) filter (where verdict = 'same')::int as same,
        count(*) filter (where verdict = 'changed')::int as changed,
        count(*) filter (where verdict = 'fixed')::int as fixed,
        count(*) filter (where verdict = 'broken')::int as broken,
        count(*) filter (where verdict = 'skipped')::int as skipped,
        count(*) filter (where is_exact)::int as exact
      from comparison_runs where comparison_id = c.id
    ) r
    where c.project_id = ${project} and c.integration_id = ${integration} and c.expires_at > now()
      and (${comparison ?? null}::text is null or c.id = ${comparison ?? null})
    order by c.created_at desc, c.id desc`.execute(database);
  return rows;
}

/** Reads the source of a comparison. */
export async function readComparedSource(
  database: Database,
  { project, integration, comparison }: ComparisonKey,
): Promise<Pick<ComparisonRow, 'source' | 'message'> | undefined> {
  return await database
    .selectFrom('comparisons')
    .select(['source', 'message'])
    .where('id', '=', comparison)
    .where('project_id', '=', project)
    .where('integration_id', '=', integration)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** The runs of a comparison that were compared, in their order: the newest first. */
export async function readComparedRuns(
  database: Database,
  comparison: string,
): Promise<readonly ComparisonRunRow[]> {
  return await database
    .selectFrom('comparison_runs')
    .selectAll()
    .where('comparison_id', '=', comparison)
    .where('verdict', 'is not', null)
    .orderBy('place')
    .execute();
}
