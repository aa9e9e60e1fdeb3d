import type { Database } from '@upshot/ledger/connect';
import { listTokens as readTokens } from '@upshot/ledger/tokens/find';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeToken, tokenSchema } from './describe-token.ts';

/** Lists tokens, the newest first; an admin of one project sees those of that project. */
export function listTokens(database: Database) {
  return defineEndpoint({
    operationId: 'listTokens',
    summary: 'List tokens',
    tag: 'tokens',
    answers: {
      200: { description: 'The tokens, without what is secret of them.', schema: Type.Array(tokenSchema) },
    },
    async handle({ caller }) {
      const tokens = await readTokens(database, caller?.projectId ?? undefined);
      return tokens.map(describeToken);
    },
  });
}
