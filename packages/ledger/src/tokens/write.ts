import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Token } from '../tables.ts';

/** Adds a token, of which only the hash is kept. */
export async function addToken(
  database: Database,
  token: Omit<Token, 'created_at' | 'revoked_at'>,
): Promise<Token> {
  return await database.insertInto('tokens').values(token).returningAll().executeTakeFirstOrThrow();
}

/** Revokes a token for good; undefined when there is none, or none of the project where one is named. */
export async function revokeToken(
  database: Database,
  id: string,
  onlyProject?: string,
): Promise<Token | undefined> {
  const token = database
    .updateTable('tokens')
    .set({ revoked_at: sql`coalesce(revoked_at, now())` })
    .where('id', '=', id)
    .returningAll();
  return await (
    onlyProject === undefined ? token : token.where('project_id', '=', onlyProject)
  ).executeTakeFirst();
}
