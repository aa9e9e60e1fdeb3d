import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { pagedColumns, timeOf, toPage, type Page, type PagedRow, type PageKey } from '../page.ts';
import type { AuditRow } from '../tables.ts';

/** Which changes are asked for. What is undefined does not limit them. */
export interface AuditFilter {
  readonly project: string | undefined;
  readonly token: string | undefined;
  readonly operation: string | undefined;
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** Changes, the newest first. */
export async function listChanges(
  database: Database,
  filter: AuditFilter,
  { count, after }: { readonly count: number; readonly after: PageKey | undefined },
): Promise<Page<AuditRow & PagedRow>> {
  const { project, token, operation, from, to } = filter;
  const conditions = [
    ...(project === undefined ? [] : [sql`project_id = ${project}`]),
    ...(token === undefined ? [] : [sql`token_id = ${token}`]),
    ...(operation === undefined ? [] : [sql`operation = ${operation}`]),
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
    ...(after === undefined ? [] : [sql`(at, seq) < (${timeOf(after)}, ${after.tieBreaker}::bigint)`]),
  ];
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  const { rows } = await sql<AuditRow & PagedRow>`
    select page.*, ${pagedColumns(sql`at`, sql`seq`)} from (
      select * from audit_log ${where} order by at desc, seq desc limit ${count}
    ) page order by at desc, seq desc`.execute(database);
  return toPage(rows, count);
}
