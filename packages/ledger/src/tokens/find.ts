import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Token } from '../tables.ts';

/** One token, revoked or not. */
export async function findToken(database: Database, id: string): Promise<Token | undefined> {
  return await database.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Tokens, the newest first: all, or those of one project only. */
export async function listTokens(database: Database, onlyProject?: string): Promise<readonly Token[]> {
  const tokens = database.selectFrom('tokens').selectAll().orderBy('created_at', 'desc').orderBy('id');
  return await (onlyProject === undefined ? tokens : tokens.where('project_id', '=', onlyProject)).execute();
}

/** Tokens that repeated an activity with another body within the last day, the latest first; at most ten. */
export async function findDifferingTokens(database: Database): Promise<readonly Token[]> {
  return await database
    .selectFrom('tokens')
    .selectAll()
    .where('last_differing_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('last_differing_at', 'desc')
    .limit(10)
    .execute();
}
