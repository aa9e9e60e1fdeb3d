import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** A change that is about to be made. */
export interface AuditedChange {
  readonly tokenId: string;
  readonly operation: string;
  readonly projectId: string | null;
  readonly target: Readonly<Record<string, string>>;
  /** The names of the fields that were sent; never their values. */
  readonly fields: readonly string[];
  readonly requestId: string;
  readonly traceId: string | undefined;
}

/** How a change ended. */
export interface ChangeResult {
  readonly status: number;
  readonly resultId: string | null;
}

/** Writes down that a change is about to be made, and returns the row's number. */
export async function beginChange(database: Database, change: AuditedChange): Promise<string> {
  const { seq } = await insert(database, change, null).returning('seq').executeTakeFirstOrThrow();
  return seq;
}

/** Writes down a change that is made in the same transaction. */
export async function writeMadeChange(database: Database, change: AuditedChange): Promise<void> {
  await insert(database, change, MADE).execute();
}

const MADE = 200;

function insert(database: Database, change: AuditedChange, status: number | null) {
  return database.insertInto('audit_log').values({
    token_id: change.tokenId,
    token_name: sql<string | null>`(select name from tokens where id = ${change.tokenId})`,
    operation: change.operation,
    project_id: change.projectId,
    target: JSON.stringify(change.target),
    fields: [...change.fields],
    request_id: change.requestId,
    trace_id: change.traceId ?? null,
    status,
  });
}

/** Adds how a change ended. */
export async function endChange(
  database: Database,
  seq: string,
  { status, resultId }: ChangeResult,
): Promise<void> {
  await database
    .updateTable('audit_log')
    .set({ status, result_id: resultId })
    .where('seq', '=', seq)
    .execute();
}
