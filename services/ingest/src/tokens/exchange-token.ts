import { Type } from 'typebox';
import type { Authenticator } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { invalid } from '../http/validate.ts';

/** As long as the original's bearer tokens live; clients then exchange theirs again. */
const LIFETIME_SECONDS = 900;

const exchange = Type.Object(
  {
    grant_type: Type.String({ description: 'api_token.' }),
    api_token: Type.Optional(Type.String({ maxLength: 1024, description: 'A token of POST /api/tokens.' })),
  },
  { additionalProperties: true },
);

/**
 * Exchanges a token for a bearer token, for clients of Platform.sh, which require it. They get the
 * same token back: it is valid as it is, and revoking it ends it at once.
 */
export function exchangeToken(authenticator: Authenticator) {
  return defineEndpoint({
    operationId: 'exchangeToken',
    summary: 'Exchange a token for a bearer token (OAuth 2), as clients of the original do',
    description:
      'The bearer token is the token itself. `client_id` and the header `authorization` are ignored. ' +
      'Other clients use their token directly.',
    tag: 'tokens',
    body: exchange,
    takesForms: true,
    answers: {
      200: {
        description: 'The bearer token.',
        schema: Type.Object({
          access_token: Type.String(),
          token_type: Type.Literal('bearer'),
          expires_in: Type.Integer({ description: 'In seconds.' }),
          scope: Type.String(),
        }),
      },
    },
    problems: ['unauthorized', 'ledger_unavailable'],
    async handle({ body }, reply) {
      const { grant_type, api_token } = body;
      if (grant_type !== 'api_token') {
        throw invalid([
          { field: 'grant_type', message: 'must be "api_token": no other exchange is made here' },
        ]);
      }
      if (api_token === undefined) throw invalid([{ field: 'api_token', message: 'is required' }]);
      const { scope } = await authenticator.identify(`Bearer ${api_token}`);
      reply.header('cache-control', 'no-store');
      return { access_token: api_token, token_type: 'bearer', expires_in: LIFETIME_SECONDS, scope };
    },
  });
}
