import { isObject } from '@upshot/shared/json-object';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Authenticator } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';

/** As long as Platform.sh's bearer tokens live; clients then exchange theirs again. */
const LIFETIME_SECONDS = 900;

const apiToken = Type.String({ maxLength: 1024, description: 'A token of POST /api/tokens.' });

const exchange = Type.Object(
  {
    grant_type: Type.String({ description: 'api_token.' }),
    api_token: apiToken,
  },
  { additionalProperties: true },
);

const refusal = Type.Object({
  error: Type.Enum(['invalid_request', 'invalid_grant', 'unsupported_grant_type']),
  error_description: Type.String(),
});

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
    shownBody: exchange,
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
      400: { description: 'Why there is none (RFC 6749, section 5.2).', schema: refusal },
    },
    problems: ['ledger_unavailable'],
    async handle({ body }, reply) {
      const refuse = (error: string, description: string) => {
        reply.code(400);
        return { error, error_description: description };
      };
      const { grant_type: grantType, api_token: token } = readFields(body);
      if (grantType === undefined) return refuse('invalid_request', 'grant_type is required: api_token.');
      if (grantType !== 'api_token') {
        return refuse(
          'unsupported_grant_type',
          'grant_type must be api_token: no other exchange is made here.',
        );
      }
      if (typeof token !== 'string' || !Value.Check(apiToken, token))
        return refuse('invalid_request', 'api_token is required: a text of at most 1024 characters.');
      const scope = await scopeOf(authenticator, token);
      if (scope === undefined) {
        return refuse('invalid_grant', 'Invalid API token: it is not known, was revoked or has expired.');
      }
      return { access_token: token, token_type: 'bearer', expires_in: LIFETIME_SECONDS, scope };
    },
  });
}

function readFields(body: unknown): Readonly<Record<string, unknown>> {
  return isObject(body) ? body : {};
}

/** Undefined when the token is not good. */
async function scopeOf(authenticator: Authenticator, token: string): Promise<string | undefined> {
  try {
    return (await authenticator.identify(`Bearer ${token}`)).scope;
  } catch (problem) {
    if (problem instanceof Problem && problem.code === 'unauthorized') return undefined;
    throw problem;
  }
}
