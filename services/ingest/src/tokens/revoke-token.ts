import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import { Type } from 'typebox';
import type { Authenticator } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId } from '../http/schemas.ts';
import { describeToken, tokenSchema } from './describe-token.ts';

/** Revokes a token for good: here at once, on other instances within seconds. */
export function revokeToken(database: Database, authenticator: Authenticator) {
  return defineEndpoint({
    summary: 'Revoke a token',
    description: 'For good: at once where this is answered, within five seconds on other instances.',
    tag: 'tokens',
    params: Type.Object({ token: ownId }),
    answers: { 200: { description: 'The token, revoked.', schema: tokenSchema } },
    problems: ['token_not_found'],
    async handle({ params, caller }) {
      const only = caller?.projectId ?? undefined;
      const revoked = await database
        .updateTable('tokens')
        .set({ revoked_at: sql`coalesce(revoked_at, now())` })
        .where('id', '=', params.token)
        .$if(only !== undefined, (query) => query.where('project_id', '=', only ?? ''))
        .returningAll()
        .executeTakeFirst();
      if (revoked === undefined) throw new Problem('token_not_found', `There is no token "${params.token}".`);
      authenticator.forget(params.token);
      return describeToken(revoked);
    },
  });
}
