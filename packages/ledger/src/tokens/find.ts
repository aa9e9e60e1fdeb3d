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
