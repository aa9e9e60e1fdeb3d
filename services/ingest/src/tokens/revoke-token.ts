import type { Database } from '@upshot/ledger/connect';
import { revokeToken as endToken } from '@upshot/ledger/tokens/write';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import type { Authenticator } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId } from '../http/schemas.ts';
import { describeToken, tokenSchema } from './describe-token.ts';

/** Revokes a token for good: here at once, on other instances within seconds. */
export function revokeToken(database: Database, authenticator: Authenticator) {
  return defineEndpoint({
    operationId: 'revokeToken',
    summary: 'Revoke a token',
    description: 'For good: at once where this is answered, within five seconds on other instances.',
    tag: 'tokens',
    params: Type.Object({ token: ownId }),
    answers: { 200: { description: 'The token, revoked.', schema: tokenSchema } },
    problems: ['token_not_found'],
    async handle({ params, caller }) {
      const revoked = await endToken(database, params.token, caller?.projectId ?? undefined);
      if (revoked === undefined) throw new Problem('token_not_found', `There is no token "${params.token}".`);
      authenticator.forget(params.token);
      return describeToken(revoked);
    },
  });
}
