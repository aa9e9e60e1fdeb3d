import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import { createdAt, finishedRuns, type RunFilter } from '../runs/conditions.ts';
import type { Tables } from '../tables.ts';
import type { ComparisonRow, ComparisonRunRow } from '../tables-of-comparisons.ts';

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
export interface NewComparison extends Pick<
  ComparisonRow,
  'id' | 'project_id' | 'integration_id' | 'created_by' | 'source' | 'base_version'
> {
  readonly request: object;
  readonly of: Past | Coming;
}

/** Runs of the past. */
interface Past {
  readonly kind: 'history';
  readonly runs: readonly ComparableRun[];
}

/** So many of the runs that come: a shadow. */
interface Coming extends Pick<ComparisonRow, 'message' | 'promotes_if_same'> {
  readonly kind: 'shadow';
  readonly total: number;
}

/** They end after so many minutes, however far they have come: an hour, and seven days. */
const MAX_MINUTES = { history: 60, shadow: 7 * 24 * 60 } as const;

/** A project keeps so many of a kind, and each for a day after it must have ended. */
const MAX_KEPT = 20;

/** The newest finished runs, the last first. */
export async function findComparableRuns(
  database: Database,
  filter: RunFilter,
  limit: number,
): Promise<readonly ComparableRun[]> {
  const created = createdAt(sql.raw('l'));
  const { rows } = await sql<ComparableRun>`
    select ${comparableColumns} ${finishedRuns(filter)} order by ${created} desc, l.run_id desc limit ${limit}`.execute(
    database,
  );
  return rows;
}

/** The columns of {@link ComparableRun}, of a row `l` of the log. */
export const comparableColumns = sql`l.run_id, l.attempt, ${createdAt(sql.raw('l'))} as run_created_at,
  l.script_version, l.activity_id, l.activity_type, l.activity_state, l.outcome as was`;

/**
 * Adds a comparison; with no past runs it has ended already. Gives the id of another one that is under way, having
 * added nothing: a project compares with history once at a time, and an integration has one shadow.
 */
export async function addComparison(
  database: Database,
  comparison: NewComparison,
): Promise<{ readonly busy: string } | undefined> {
  const { id, project_id: project, integration_id: integration, of } = comparison;
  return await database.transaction().execute(async (transaction) => {
    await sql`
      update comparisons set ended_at = now(), end_reason = 'expired', holder = null
      where project_id = ${project} and ended_at is null and until < now()`.execute(transaction);
    if (!(await insertComparison(transaction, comparison))) {
      const { rows } = await sql<{ id: string }>`
        select id from comparisons where project_id = ${project} and ended_at is null and kind = ${of.kind}
          and (kind = 'history' or integration_id = ${integration})`.execute(transaction);
      return { busy: rows[0]?.id ?? '' };
    }
    if (of.kind === 'shadow') await orderRecordings(transaction, comparison, of.total);
    else if (of.runs.length > 0)
      await transaction
        .insertInto('comparison_runs')
        .values(of.runs.map((run, place) => ({ comparison_id: id, place, ...run })))
        .execute();
    await sql`
      delete from comparisons where id in (
        select id from comparisons where project_id = ${project} and ended_at is not null and kind = ${of.kind}
        order by created_at desc, id desc offset ${MAX_KEPT})`.execute(transaction);
    return undefined;
  });
}

async function insertComparison(
  transaction: Transaction<Tables>,
  { of, request, ...comparison }: NewComparison,
): Promise<boolean> {
  const minutes = MAX_MINUTES[of.kind];
  const total = of.kind === 'shadow' ? of.total : of.runs.length;
  const coming = of.kind === 'shadow' ? { message: of.message, promotes_if_same: of.promotes_if_same } : {};
  const ended = total === 0 ? { ended_at: sql<Date>`now()`, end_reason: 'complete' as const } : {};
  const added = await transaction
    .insertInto('comparisons')
    .values({
      ...comparison,
      ...coming,
      ...ended,
      kind: of.kind,
      total,
      request: JSON.stringify(request),
      until: sql<Date>`now() + ${minutes} * interval '1 minute'`,
      expires_at: sql<Date>`now() + ${minutes + 24 * 60} * interval '1 minute'`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

/** Has the next attempts recorded, so that they are compared exactly. An order of the author's is made longer. */
async function orderRecordings(
  transaction: Transaction<Tables>,
  { id, project_id: project, integration_id: integration }: NewComparison,
  total: number,
): Promise<void> {
  await sql`
    insert into recording_orders as o (integration_id, project_id, ordered_by, count, remaining, until)
    values (${integration}, ${project}, ${`shadow ${id}`}, ${total}, ${total},
      now() + ${MAX_MINUTES.shadow} * interval '1 minute')
    on conflict (integration_id) do update set ordered_at = clock_timestamp(),
      ordered_by = case when o.remaining > 0 and o.until > now() then o.ordered_by else excluded.ordered_by end,
      count = case when o.remaining > 0 and o.until > now()
        then o.count + greatest(${total} - o.remaining, 0) else excluded.count end,
      remaining = greatest(o.remaining, excluded.remaining), until = greatest(o.until, excluded.until)`.execute(
    transaction,
  );
}
