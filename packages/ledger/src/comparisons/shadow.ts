import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { createdAt } from '../runs/conditions.ts';
import { comparableColumns } from './add.ts';
import type { ComparisonTurn } from './work.ts';

/**
 * Adds the runs that were created since a shadow was asked for and have ended, up to its number; replays and runs
 * that a trial cannot make again are none of them.
 */
export async function addComingRuns(
  database: Database,
  { comparison, holder }: ComparisonTurn,
  outcomes: readonly string[],
): Promise<void> {
  const created = createdAt(sql.raw('l'));
  await sql`
    with shadow as (
      select id, integration_id, created_at, total - (
        select count(*) from comparison_runs where comparison_id = ${comparison}) as missing
      from comparisons where id = ${comparison} and holder = ${holder} and ended_at is null
    )
    insert into comparison_runs (comparison_id, place, run_id, attempt, run_created_at, script_version, activity_id,
      activity_type, activity_state, was)
    select ${comparison}, (
        select coalesce(max(place) + 1, 0) from comparison_runs where comparison_id = ${comparison}
      ) + row_number() over (order by run_created_at, run_id) - 1, found.*
    from shadow cross join lateral (
      select ${comparableColumns} from activity_log l
      where l.integration_id = shadow.integration_id and l.is_final and l.replay_id is null
        and ${created} >= shadow.created_at and l.logged_at >= shadow.created_at
        and l.outcome = any (${[...outcomes]}::text[])
        and not exists (
          select from comparison_runs r where r.comparison_id = ${comparison} and r.run_id = l.run_id)
      order by ${created}, l.run_id limit greatest(shadow.missing, 0)
    ) found`.execute(database);
}

/** What a shadow has taken, and since when. */
export interface ShadowCost {
  readonly cpu_ms: number;
  readonly elapsed_ms: number;
}

/** Adds the processor time of a run to that of its shadow. */
export async function addCost(
  database: Database,
  { comparison }: ComparisonTurn,
  cpuMs: number,
): Promise<ShadowCost | undefined> {
  const { rows } = await sql<ShadowCost>`
    update comparisons set cpu_ms = cpu_ms + ${cpuMs} where id = ${comparison}
    returning cpu_ms, (extract(epoch from now() - started_at) * 1000)::float8 as elapsed_ms`.execute(
    database,
  );
  return rows[0];
}

/** Tells whether all runs of a comparison were the same, and compared in everything. */
export async function isAllSame(database: Database, comparison: string): Promise<boolean> {
  const { rows } = await sql<{ is_all_same: boolean }>`
    select c.total = (
      select count(*) from comparison_runs where comparison_id = c.id and verdict = 'same' and is_exact
    ) as is_all_same
    from comparisons c where c.id = ${comparison}`.execute(database);
  return rows[0]?.is_all_same ?? false;
}

/** Notes which version the source of a comparison has become. */
export async function notePromotion(database: Database, comparison: string, version: number): Promise<void> {
  await database
    .updateTable('comparisons')
    .set({ promoted_version: version })
    .where('id', '=', comparison)
    .execute();
}
