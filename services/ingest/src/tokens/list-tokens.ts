import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeToken, tokenSchema } from './describe-token.ts';

/** Lists tokens, the newest first; an admin of one project sees those of that project. */
export function listTokens(database: Database) {
  return defineEndpoint({
    summary: 'List tokens',
    tag: 'tokens',
    answers: {
      200: { description: 'The tokens, without what is secret of them.', schema: Type.Array(tokenSchema) },
    },
    async handle({ caller }) {
      const only = caller?.projectId ?? undefined;
      const tokens = await database
        .selectFrom('tokens')
        .selectAll()
        .$if(only !== undefined, (query) => query.where('project_id', '=', only ?? ''))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return tokens.map(describeToken);
    },
  });
}
