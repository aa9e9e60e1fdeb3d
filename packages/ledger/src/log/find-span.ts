import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** The span of an attempt, by its trace. */
export interface LoggedSpan {
  readonly traceId: string;
  readonly spanId: string;
}

/** Finds the span of the latest attempt of a run whose activity was recorded at that time; undefined without one. */
export async function findSpan(
  database: Database,
  { run, recordedAt }: { readonly run: string; readonly recordedAt: string },
): Promise<LoggedSpan | undefined> {
  const row = await database
    .selectFrom('activity_log')
    .select(['trace_id', 'span_id'])
    .where('run_id', '=', run)
    .where('logged_at', '>=', sql<Date>`${recordedAt}::timestamptz`)
    .where('span_id', 'is not', null)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.trace_id === null || row.span_id === null) return undefined;
  return { traceId: row.trace_id, spanId: row.span_id };
}
