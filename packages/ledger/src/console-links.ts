import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** A one-time link, by the digest of its key. */
interface ConsoleLink {
  readonly digest: string;
  readonly content: string;
  readonly validMs: number;
}

/** Keeps a link, and returns until when it can be used. */
export async function keepConsoleLink(
  database: Database,
  { digest, content, validMs }: ConsoleLink,
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into console_links (digest, content, expires_at)
    values (${digest}, ${content}, now() + ${validMs} * interval '1 millisecond')
    returning expires_at`.execute(database);
  const [kept] = rows;
  if (kept === undefined) throw new Error('the ledger kept no link');
  return kept.expires_at;
}

/**
 * Uses a link: deletes it, and returns its content. Of several callers with one digest, one gets it. Undefined when
 * there is none, or when it is too old.
 */
export async function takeConsoleLink(database: Database, digest: string): Promise<string | undefined> {
  const { rows } = await sql<{ content: string; is_good: boolean }>`
    delete from console_links where digest = ${digest}
    returning content, expires_at > now() as is_good`.execute(database);
  return rows[0]?.is_good === true ? rows[0].content : undefined;
}
