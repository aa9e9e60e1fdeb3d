import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { createdAt, finishedRuns, type RunFilter } from '../runs/conditions.ts';
import type { ComparisonRunRow } from '../tables-of-comparisons.ts';

/** A run that a comparison may make again. */
export type ComparableRun = Pick<
  ComparisonRunRow,
  | 'run_id'
  | 'attempt'
  | 'run_created_at'
  | 'script_version'
  | 'activity_id'
  | 'activity_type'
  | 'activity_state'
  | 'was'
>;

/** A comparison that is asked for. */
export interface NewComparison {
  readonly id: string;
  readonly project: string;
  readonly integration: string;
  /** The id of the token. */
  readonly by: string;
  readonly request: object;
  readonly source: string;
  readonly runs: readonly ComparableRun[];
}

/** It ends after so many minutes, however far it has come. */
export const COMPARISON_MINUTES = 60;

/** It is kept for so many hours. */
export const COMPARISON_HOURS = 24;

/** A project keeps so many; the oldest ones go first. */
export const MAX_COMPARISONS = 20;

/** The newest finished runs, the last first. */
export async function findComparableRuns(
  database: Database,
  filter: RunFilter,
  limit: number,
): Promise<readonly ComparableRun[]> {
  const created = createdAt(sql.raw('l'));
  const { rows } = await sql<ComparableRun>`
    select l.run_id, l.attempt, ${created} as run_created_at, l.script_version, l.activity_id, l.activity_type,
      l.activity_state, l.outcome as was
    ${finishedRuns(filter)} order by ${created} desc, l.run_id desc limit ${limit}`.execute(database);
  return rows;
}

/**
 * Adds a comparison; with no runs it has ended already. Gives the id of another one that is under way in the project,
 * having added nothing.
 */
export async function addComparison(
  database: Database,
  { id, project, integration, by, request, source, runs }: NewComparison,
): Promise<{ readonly busy: string } | undefined> {
  return await database.transaction().execute(async (transaction) => {
    await sql`
      update comparisons set ended_at = now(), end_reason = 'expired', holder = null
      where project_id = ${project} and ended_at is null and until < now()`.execute(transaction);
    const { rows: added } = await sql`
      insert into comparisons (id, project_id, integration_id, created_by, request, source, total, until, expires_at,
        ended_at, end_reason)
      select ${id}, ${project}, ${integration}, ${by}, ${JSON.stringify(request)}, ${source}, ${runs.length},
        now() + ${COMPARISON_MINUTES} * interval '1 minute', now() + ${COMPARISON_HOURS} * interval '1 hour',
        case when is_empty then now() end, case when is_empty then 'complete' end
      from (select ${runs.length === 0}::boolean as is_empty) runs
      on conflict (project_id) where ended_at is null do nothing returning id`.execute(transaction);
    if (added.length === 0) {
      const { rows } = await sql<{ id: string }>`
        select id from comparisons where project_id = ${project} and ended_at is null`.execute(transaction);
      return { busy: rows[0]?.id ?? '' };
    }
    if (runs.length > 0)
      await transaction
        .insertInto('comparison_runs')
        .values(runs.map((run, place) => ({ comparison_id: id, place, ...run })))
        .execute();
    await sql`
      delete from comparisons where id in (
        select id from comparisons where project_id = ${project} and ended_at is not null
        order by created_at desc, id desc offset ${MAX_COMPARISONS})`.execute(transaction);
    return undefined;
  });
}
