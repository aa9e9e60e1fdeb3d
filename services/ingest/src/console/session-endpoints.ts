import { tokenScopes } from '@upshot/shared/token-scope';
import { Type } from 'typebox';
import { toCredential } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { timestamp } from '../http/schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import { invalid } from '../http/validate.ts';
import type { ConsoleLinks, Grant } from './console-links.ts';
import { requireOwnPage } from './own-page.ts';
import type { Portal } from './portal.ts';
import type { OpenSession, Sessions } from './sessions.ts';

const sessionSchema = Type.Object({
  scope: Type.Enum([...tokenScopes]),
  project: Type.Union([Type.String(), Type.Null()], { description: 'null: every project.' }),
  can_operate: Type.Boolean({ description: 'May replay, cancel, pause and resume.' }),
  can_change: Type.Boolean({ description: 'May change everything. False where the console is read-only.' }),
  is_secure: Type.Boolean({ description: 'False where the cookie crosses a network unencrypted.' }),
  expires_at: timestamp,
  portal: Type.Union(
    [
      Type.Object({
        is_limited: Type.Boolean({ description: 'To some integrations of the project.' }),
        theme: Type.Union([Type.Enum(['light', 'dark']), Type.Null()]),
        embed: Type.Array(Type.String(), {
          description: 'The origins of the pages that may show it in a frame.',
        }),
      }),
      Type.Null(),
    ],
    { description: 'Of a session that began with a link to one project.' },
  ),
});

/** Signs a browser in. */
export function beginSession(sessions: Sessions, links: ConsoleLinks, publicUrl: string | undefined) {
  return defineEndpoint({
    operationId: 'beginSession',
    summary: 'Sign in to the console',
    description:
      'With a token of scope read, operate or admin, or with the key of a one-time link. The answer sets a cookie ' +
      'that scripts cannot read. Takes requests of the console only.',
    tag: 'console',
    body: Type.Object(
      {
        token: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
        key: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'Of a one-time link.' })),
      },
      { additionalProperties: false },
    ),
    answers: { 201: { description: 'Signed in.', schema: sessionSchema } },
    problems: ['unauthorized', 'forbidden', 'ledger_unavailable'],
    refuseEarly: (request) => requireOwnPage(request, publicUrl),
    async handle({ body, request }, reply) {
      const session = await sessions.begin(await readGrant(body, links), request, reply);
      reply.code(201);
      return describeSession(session);
    },
  });
}

/** Answers the session of the browser. */
export function getSession(sessions: Sessions) {
  return defineEndpoint({
    operationId: 'getSession',
    summary: 'Read the session of the console',
    description: 'null where there is none, and for all but the console itself.',
    tag: 'console',
    answers: {
      200: {
        description: 'The session.',
        schema: Type.Object({ session: Type.Union([sessionSchema, Type.Null()]) }),
      },
    },
    problems: ['ledger_unavailable'],
    async handle({ request }) {
      const session = await sessions.read(request);
      return { session: session === undefined ? null : describeSession(session) };
    },
  });
}

/** Signs a browser out. */
export function endSession(sessions: Sessions, publicUrl: string | undefined) {
  return defineEndpoint({
    operationId: 'endSession',
    summary: 'Sign out of the console',
    description: 'Deletes the cookie. Revoking the token ends all of its sessions.',
    tag: 'console',
    answers: { 200: { description: 'Signed out.', schema: Type.Object({ session: Type.Null() }) } },
    problems: ['forbidden'],
    refuseEarly: (request) => requireOwnPage(request, publicUrl),
    async handle({ request }, reply) {
      sessions.end(request, reply);
      return { session: null };
    },
  });
}

interface SignIn {
  readonly token?: string;
  readonly key?: string;
}

async function readGrant({ token, key }: SignIn, links: ConsoleLinks): Promise<Grant> {
  if (token !== undefined && key === undefined) return { credential: toCredential(token.trim()) };
  if (key !== undefined && token === undefined) return await links.use(key);
  throw invalid([{ field: 'token', message: 'give either token or key' }]);
}

function describeSession({ caller, portal, expiresAt, isSecure }: OpenSession) {
  return {
    scope: caller.scope,
    project: caller.projectId,
    can_operate: caller.scope === 'operate' || caller.scope === 'admin',
    can_change: caller.scope === 'admin',
    is_secure: isSecure,
    expires_at: toTimestamp(new Date(expiresAt)),
    portal: portal === undefined ? null : describePortal(portal),
  };
}

function describePortal({ integrations, theme, embed = [] }: Portal) {
  return { is_limited: integrations !== undefined, theme: theme ?? null, embed };
}
