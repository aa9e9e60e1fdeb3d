import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { ComparisonRow, ComparisonRunRow } from '../tables-of-comparisons.ts';
import type { ComparisonKey } from './read.ts';

/** A worker's turn at a comparison: while it holds the comparison, no other worker compares. */
export interface ComparisonTurn {
  readonly comparison: string;
  readonly holder: string;
}

/** What a turn works on. */
export type HeldComparison = Pick<
  ComparisonRow,
  | 'id'
  | 'kind'
  | 'project_id'
  | 'integration_id'
  | 'request'
  | 'source'
  | 'base_version'
  | 'message'
  | 'promotes_if_same'
  | 'created_by'
>;

/** Without a sign of life a turn is over after so many seconds. */
const HELD_SECONDS = 10;

const heldUntil = sql`now() + ${HELD_SECONDS} * interval '1 second'`;

/** Takes a comparison that has not ended and that no other turn holds. */
export async function holdComparison(
  database: Database,
  { comparison, holder }: ComparisonTurn,
): Promise<HeldComparison | undefined> {
  const { rows } = await sql<HeldComparison>`
    update comparisons
    set holder = ${holder}, held_until = ${heldUntil}, started_at = coalesce(started_at, now())
    where id = ${comparison} and ended_at is null and until > now() and (held_until is null or held_until < now())
    returning id, kind, project_id, integration_id, request, source, base_version, message, promotes_if_same,
      created_by`.execute(database);
  return rows[0];
}

/** Shows that the turn goes on; false when it is over: the comparison has ended, or another turn holds it. */
export async function keepHolding(
  database: Database,
  { comparison, holder }: ComparisonTurn,
): Promise<boolean> {
  const { rows } = await sql`
    update comparisons set held_until = ${heldUntil}
    where id = ${comparison} and holder = ${holder} and ended_at is null and until > now()
    returning id`.execute(database);
  return rows.length > 0;
}

/** Begins the next run that was not compared, and counts how often it was begun; undefined when none is left. */
export async function beginNextRun(
  database: Database,
  comparison: string,
): Promise<ComparisonRunRow | undefined> {
  const { rows } = await sql<ComparisonRunRow>`
    update comparison_runs set tries = tries + 1
    where comparison_id = ${comparison} and place = (
      select min(place) from comparison_runs where comparison_id = ${comparison} and verdict is null)
    returning *`.execute(database);
  return rows[0];
}

/** What became of a run. */
export type RunVerdict = Pick<
  ComparisonRunRow,
  'place' | 'is_exact' | 'outcome' | 'skipped_because' | 'omitted_differences'
> & {
  readonly verdict: NonNullable<ComparisonRunRow['verdict']>;
  readonly differences: readonly object[];
};

/** Writes what became of a run, unless the turn is over. */
export async function writeVerdict(
  database: Database,
  { comparison, holder }: ComparisonTurn,
  { place, differences, ...verdict }: RunVerdict,
): Promise<void> {
  await database
    .updateTable('comparison_runs')
    .set({ ...verdict, differences: JSON.stringify(differences) })
    .where('comparison_id', '=', comparison)
    .where('place', '=', place)
    .where('verdict', 'is', null)
    .where(
      sql<boolean>`exists (
        select from comparisons where id = ${comparison} and holder = ${holder} and ended_at is null)`,
    )
    .execute();
}

/**
 * Ends the turn, and the comparison when every run was compared; else the next turn begins after so many milliseconds.
 * Tells whether it has ended, and whether runs are there that were not compared.
 */
export async function endTurn(
  database: Database,
  { comparison, holder }: ComparisonTurn,
  restMs: number,
): Promise<{ readonly hasEnded: boolean; readonly isLeft: boolean }> {
  const { rows } = await sql<{ has_ended: boolean; is_left: boolean }>`
    update comparisons c set holder = null,
      held_until = case when ${restMs}::float8 > 0 then now() + ${restMs} * interval '1 ms' end,
      ended_at = case when runs.done = c.total then now() end,
      end_reason = case when runs.done = c.total then 'complete' end
    from (
      select count(*) filter (where verdict is not null) as done, count(*) as known
      from comparison_runs where comparison_id = ${comparison}
    ) runs
    where c.id = ${comparison} and c.holder = ${holder} and c.ended_at is null
    returning c.ended_at is not null as has_ended, runs.known > runs.done as is_left`.execute(database);
  const [end] = rows;
  return { hasEnded: end?.has_ended ?? false, isLeft: end?.is_left ?? false };
}

/** A comparison that no worker holds, and how often its runs were begun: it names its next turn. */
export interface WaitingComparison {
  readonly project: string;
  readonly id: string;
  readonly tries: number;
}

/** Comparisons that have not ended; there is an index of those of each kind. */
const open = sql.join(
  [sql`'history'`, sql`'shadow'`].map(
    (kind) => sql`
      select id, project_id, created_at, held_until, until from comparisons
      where ended_at is null and kind = ${kind}`,
  ),
  sql` union all `,
);

/** Ends the comparisons whose time is over, and finds those that wait for a turn, or the one that is named. */
export async function findWaitingComparisons(
  database: Database,
  comparison?: string,
): Promise<readonly WaitingComparison[]> {
  await sql`
    update comparisons set ended_at = now(), end_reason = 'expired', holder = null
    where id in (select id from (${open}) c where until < now())`.execute(database);
  const { rows } = await sql<WaitingComparison>`
    select c.project_id as project, c.id,
      (select coalesce(sum(tries), 0)::int from comparison_runs where comparison_id = c.id) as tries
    from (${open}) c
    where (c.held_until is null or c.held_until < now())
      and (${comparison ?? null}::text is null or c.id = ${comparison ?? null})
    order by c.created_at limit 100`.execute(database);
  return rows;
}

/** Ends a comparison, unless it has ended. */
export async function cancelComparison(
  database: Database,
  { project, integration, comparison }: ComparisonKey,
): Promise<void> {
  await sql`
    update comparisons set ended_at = now(), end_reason = 'cancelled', holder = null
    where id = ${comparison} and project_id = ${project} and integration_id = ${integration}
      and ended_at is null`.execute(database);
}
