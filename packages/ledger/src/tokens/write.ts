import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Token } from '../tables.ts';

type NewToken = Pick<Token, 'id' | 'project_id' | 'scope' | 'name' | 'hash' | 'expires_at'>;

/** Adds a token, of which only the hash is kept. */
export async function addToken(database: Database, token: NewToken): Promise<Token> {
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

/** Counts repeated activities that a token posted with other bodies than the recorded ones. */
export async function countDifferingPosts(database: Database, id: string, count: number): Promise<void> {
  await database
    .updateTable('tokens')
    .set({ differing_posts: sql`differing_posts + ${count}`, last_differing_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}
