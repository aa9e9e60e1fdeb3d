import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { digestBody } from './body-digest.ts';

/** A post of activities under an idempotency key. */
interface KeyedPost {
  readonly project: string;
  readonly key: string;
  /** The text of the body. */
  readonly body: string;
}

/**
 * Keeps the key with a digest of the body. Tells whether it is `new`, was kept with this body before (`same`), or with
 * another one (`other`).
 */
export async function keepPostingKey(
  database: Database,
  { project, key, body }: KeyedPost,
): Promise<'new' | 'same' | 'other'> {
  const digest = digestBody(body);
  const { rows: kept } = await sql`
    insert into posting_keys (project_id, key, digest) values (${project}, ${key}, ${digest})
    on conflict do nothing returning key`.execute(database);
  if (kept.length > 0) return 'new';
  const { rows } = await sql<{ digest: string }>`
    select digest from posting_keys where project_id = ${project} and key = ${key}`.execute(database);
  return rows[0] === undefined || rows[0].digest === digest ? 'same' : 'other';
}
