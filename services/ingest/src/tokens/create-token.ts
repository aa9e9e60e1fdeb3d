import type { Database } from '@upshot/ledger/connect';
import { addToken } from '@upshot/ledger/tokens/write';
import { Problem } from '@upshot/shared/problem';
import { mintToken } from '@upshot/secrets/token';
import { tokenScopes } from '@upshot/shared/token-scope';
import { Type } from 'typebox';
import type { Caller } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeToken, newTokenSchema } from './describe-token.ts';

/** Makes a token and shows it, this once. An admin of one project makes tokens for that project only. */
export function createToken(database: Database) {
  return defineEndpoint({
    operationId: 'createToken',
    summary: 'Make a token',
    description: 'The answer is the only place where the token itself is ever shown.',
    tag: 'tokens',
    body: Type.Object(
      {
        scope: Type.Enum([...tokenScopes]),
        name: Type.String({ minLength: 1, maxLength: 255, description: 'For people: who uses it.' }),
        project: Type.Optional(Type.Union([projectId, Type.Null()], { description: 'null: every project.' })),
        expires_at: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
      },
      { additionalProperties: false },
    ),
    answers: { 201: { description: 'The token.', schema: newTokenSchema } },
    problems: ['project_not_found'],
    async handle({ body, caller }, reply) {
      const project = body.project ?? null;
      requireReach(caller, project);
      if (project !== null) await requireProject(database, project);
      const { id, hash, text } = mintToken();
      const { scope, name } = body;
      const expires_at = readExpiry(body.expires_at);
      const created = await addToken(database, { id, hash, scope, name, project_id: project, expires_at });
      reply.code(201);
      return { ...describeToken(created), token: text };
    },
  });
}

/** A token cannot create a token with more access than its own. */
function requireReach(caller: Caller | undefined, project: string | null): void {
  const own = caller?.projectId ?? null;
  if (own === null || own === project) return;
  throw new Problem(
    'forbidden',
    `Your token makes tokens of the project "${own}" only: name it as "project".`,
  );
}

function readExpiry(text: string | null | undefined): Date | null {
  if (text === null || text === undefined) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time) || time <= Date.now() || time > 8e12) {
    throw invalid([
      { field: 'expires_at', message: 'must be a time to come, such as 2031-01-31T12:00:00+00:00' },
    ]);
  }
  return new Date(time);
}
