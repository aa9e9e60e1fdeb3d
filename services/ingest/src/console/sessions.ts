import type { KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../http/access.ts';
import type { Authenticator } from '../http/authenticate.ts';
import type { Grant } from './console-links.ts';
import type { ConsoleMode } from './console-mode.ts';
import { isFramed, isFromOwnPage, requireOwnPage } from './own-page.ts';
import { limitToPortal, type Portal } from './portal.ts';
import { beginSession, renewSession, sealSession, unsealSession, type Session } from './session.ts';
import { isSecureOrigin, readSessionCookie, writeSessionCookie } from './session-cookie.ts';

/** A session with what its token may do now. */
export interface OpenSession {
  readonly caller: Caller;
  readonly portal: Portal | undefined;
  readonly expiresAt: number;
  /** False where the cookie crosses a network unencrypted. */
  readonly isSecure: boolean;
}

/** The sessions of browsers. Nothing is kept of them: the sealed cookie is the session. */
export interface Sessions {
  /** Identifies the caller by token or session, and renews the session now and then. */
  identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller>;
  begin(grant: Grant, request: FastifyRequest, reply: FastifyReply): Promise<OpenSession>;
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
    const kind = { publicUrl, isFramed: isFramed(request) };
    const text = mode === 'off' ? undefined : readSessionCookie(request, kind);
    const session = text === undefined ? undefined : unsealSession(ring, text);
    return session !== undefined && isForFrames(session) === kind.isFramed ? session : undefined;
  };
  const keep = (session: Session, request: FastifyRequest, reply: FastifyReply) => {
    const text = sealSession(ring, session);
    const maxAgeMs = session.expiresAt - session.issuedAt;
    const kind = { isSecure: isSecureOrigin(request, publicUrl), isFramed: isForFrames(session) };
    reply.header('set-cookie', writeSessionCookie(kind, text, maxAgeMs));
  };
  const recall = async ({ credential, portal }: Grant): Promise<Caller> => {
    const owner = await authenticator.recall(credential);
    const caller = portal === undefined ? owner : limitToPortal(owner, portal);
    return mode === 'read-only' ? { ...caller, scope: 'read' } : caller;
  };
  return {
    async identify(request, reply) {
      const { authorization } = request.headers;
      const session = authorization === undefined ? unsealed(request) : undefined;
      if (session === undefined) return await authenticator.identify(authorization);
      requireOwnPage(request, publicUrl);
      const caller = await recall(session);
      const isOld = session.issuedAt + RENEW_AFTER_MS <= Date.now();
      if (isOld && session.portal === undefined) keep(renewSession(session), request, reply);
      return caller;
    },
    async begin(grant, request, reply) {
      const caller = await recall(grant);
      requireReader(caller);
      const isSecure = isSecureOrigin(request, publicUrl);
      requireRightPlace(grant, isFramed(request), isSecure);
      await options.onSignIn(caller, request);
      const session = beginSession(grant);
      keep(session, request, reply);
      return { caller, portal: session.portal, expiresAt: session.expiresAt, isSecure };
    },
    async read(request) {
      const session = isFromOwnPage(request, publicUrl) ? unsealed(request) : undefined;
      const caller = session === undefined ? undefined : await recall(session).catch(undefinedIfRefused);
      if (session === undefined || caller === undefined) return undefined;
      const { portal, expiresAt } = session;
      return { caller, portal, expiresAt, isSecure: isSecureOrigin(request, publicUrl) };
    },
    end(request, reply) {
      const kind = { isSecure: isSecureOrigin(request, publicUrl), isFramed: isFramed(request) };
      reply.header('set-cookie', writeSessionCookie(kind, undefined, 0));
    },
  };
}

function isForFrames({ portal }: Grant): boolean {
  return portal?.embed !== undefined;
}

/** A session for frames counts in frames only, so that its cookie takes the place of no other. */
function requireRightPlace(grant: Grant, isInFrame: boolean, isSecure: boolean): void {
  if (isForFrames(grant) && !isInFrame)
    throw new Problem('forbidden', 'This link opens in a frame of the page that it was made for.');
  if (!isForFrames(grant) && isInFrame)
    throw new Problem('forbidden', 'This link does not open in a frame: it was made without "embed".');
  if (isInFrame && !isSecure)
    throw new Problem(
      'forbidden',
      'In a frame the console takes HTTPS: without it, browsers keep no cookie.',
    );
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
