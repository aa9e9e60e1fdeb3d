import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { RecordingOrder } from '../tables-of-recordings.ts';

/** What is to be recorded of an integration. */
export interface NewRecordingOrder {
  readonly integration: string;
  readonly project: string;
  readonly orderedBy: string;
  readonly count: number;
  readonly until: Date;
}

/** What is kept of an integration, or of a project. */
export interface KeptRecordings {
  readonly count: number;
  readonly bytes: number;
}

/** Orders recordings in place of an earlier order. */
export async function orderRecordings(
  database: Database,
  { integration, project, orderedBy, count, until }: NewRecordingOrder,
): Promise<void> {
  const order = { ordered_by: orderedBy, count, remaining: count, until };
  await database
    .insertInto('recording_orders')
    .values({ integration_id: integration, project_id: project, ...order })
    .onConflict((conflict) =>
      conflict.column('integration_id').doUpdateSet({ ...order, ordered_at: sql<Date>`clock_timestamp()` }),
    )
    .execute();
}

/** Ends recording; what is kept stays. */
export async function endRecordingOrder(database: Database, integration: string): Promise<void> {
  await database.deleteFrom('recording_orders').where('integration_id', '=', integration).execute();
}

/** The order for an integration, unless it is over. */
export async function findRecordingOrder(
  database: Database,
  integration: string,
): Promise<RecordingOrder | undefined> {
  return await database
    .selectFrom('recording_orders')
    .selectAll()
    .where('integration_id', '=', integration)
    .where('remaining', '>', 0)
    .where('until', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** What is kept and has not expired. */
export async function countRecordings(
  database: Database,
  of: { readonly project: string; readonly integration?: string },
): Promise<KeptRecordings> {
  const { rows } = await sql<KeptRecordings>`
    select count(*)::int as count, coalesce(sum(bytes), 0)::float8 as bytes from recordings
    where project_id = ${of.project} and expires_at > now()
      and (${of.integration ?? null}::text is null or integration_id = ${of.integration ?? null})`.execute(
    database,
  );
  return rows[0] ?? { count: 0, bytes: 0 };
}
