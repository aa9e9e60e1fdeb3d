import type { KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../http/access.ts';
import type { Authenticator, Credential } from '../http/authenticate.ts';
import type { ConsoleMode } from './console-mode.ts';
import { isFromOwnPage, requireOwnPage } from './own-page.ts';
import { beginSession, renewSession, sealSession, unsealSession, type Session } from './session.ts';
import { isSecureOrigin, readSessionCookie, writeSessionCookie } from './session-cookie.ts';

/** A session with what its token may do now. */
export interface OpenSession {
  readonly caller: Caller;
  readonly expiresAt: number;
  /** False where the cookie crosses a network unencrypted. */
  readonly isSecure: boolean;
}

/** The sessions of browsers. Nothing is kept of them: the sealed cookie is the session. */
export interface Sessions {
  /** Identifies the caller by token or session, and renews the session now and then. */
  identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller>;
  begin(credential: Credential, request: FastifyRequest, reply: FastifyReply): Promise<OpenSession>;
  /** Undefined when there is none that is good now. */
  read(request: FastifyRequest): Promise<OpenSession | undefined>;
  end(request: FastifyRequest, reply: FastifyReply): void;
}

export interface SessionOptions {
  readonly authenticator: Authenticator;
  readonly ring: KeyRing;
  readonly publicUrl: string | undefined;
  readonly mode: ConsoleMode;
  /** Called before a browser is signed in. Throws to refuse it. */
  onSignIn(caller: Caller, request: FastifyRequest): Promise<void>;
}

const RENEW_AFTER_MS = 3_600_000;

/** Creates the sessions of one ingest. Every request looks the token up, so revoking it ends its sessions. */
export function createSessions(options: SessionOptions): Sessions {
  const { authenticator, ring, publicUrl, mode } = options;
  const unsealed = (request: FastifyRequest) => {
    const text = mode === 'off' ? undefined : readSessionCookie(request, publicUrl);
    return text === undefined ? undefined : unsealSession(ring, text);
  };
  const keep = (session: Session, request: FastifyRequest, reply: FastifyReply) => {
    const text = sealSession(ring, session);
    const maxAgeMs = session.expiresAt - session.issuedAt;
    reply.header('set-cookie', writeSessionCookie(isSecureOrigin(request, publicUrl), text, maxAgeMs));
  };
  const recall = async (credential: Credential): Promise<Caller> => {
    const caller = await authenticator.recall(credential);
    return mode === 'read-only' ? { ...caller, scope: 'read' } : caller;
  };
  return {
    async identify(request, reply) {
      const { authorization } = request.headers;
      const session = authorization === undefined ? unsealed(request) : undefined;
      if (session === undefined) return await authenticator.identify(authorization);
      requireOwnPage(request, publicUrl);
      const caller = await recall(session.credential);
      if (session.issuedAt + RENEW_AFTER_MS <= Date.now()) keep(renewSession(session), request, reply);
      return caller;
    },
    async begin(credential, request, reply) {
      const caller = await authenticator.recall(credential);
      requireReader(caller);
      await options.onSignIn(caller, request);
      const session = beginSession(credential);
      keep(session, request, reply);
      const isSecure = isSecureOrigin(request, publicUrl);
      return { caller: await recall(credential), expiresAt: session.expiresAt, isSecure };
    },
    async read(request) {
      const session = isFromOwnPage(request, publicUrl) ? unsealed(request) : undefined;
      const caller =
        session === undefined ? undefined : await recall(session.credential).catch(undefinedIfRefused);
      if (session === undefined || caller === undefined) return undefined;
      return { caller, expiresAt: session.expiresAt, isSecure: isSecureOrigin(request, publicUrl) };
    },
    end(request, reply) {
      reply.header('set-cookie', writeSessionCookie(isSecureOrigin(request, publicUrl), undefined, 0));
    },
  };
}

function requireReader({ scope }: Caller): void {
  if (scope !== 'producer') return;
  throw new Problem(
    'forbidden',
    'The console takes a token of scope read, operate or admin; yours is of scope producer.',
  );
}

function undefinedIfRefused(fault: unknown): undefined {
  if (fault instanceof Problem && fault.code === 'unauthorized') return undefined;
  throw fault;
}
