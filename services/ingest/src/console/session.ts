import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Credential } from '../http/authenticate.ts';
import type { Grant } from './console-links.ts';
import { portalSchema, type Portal } from './portal.ts';

/** A browser that has signed in: which token it showed, and until when the session is good. */
export interface Session {
  readonly credential: Credential;
  /** What a link has limited it to. */
  readonly portal?: Portal;
  /** When the browser signed in. */
  readonly startedAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const HOUR_MS = 3_600_000;

/** A session that is not used ends after this. */
const IDLE_MS = 12 * HOUR_MS;

/** A session ends after this, however much it is used. */
const ABSOLUTE_MS = 7 * 24 * HOUR_MS;

const CONTEXT = 'console session';

const sealedSession = Compile(
  Type.Object({
    id: Type.Optional(Type.String()),
    hash: Type.String({ pattern: '^[\\w-]{43}$' }),
    started: Type.Number(),
    issued: Type.Number(),
    expires: Type.Number(),
    portal: Type.Optional(portalSchema),
  }),
);

/** Begins a session now. That of a portal ends when its link says so. */
export function beginSession({ credential, portal }: Grant): Session {
  const now = Date.now();
  if (portal === undefined) return issueSession(credential, now);
  return { credential, portal, startedAt: now, issuedAt: now, expiresAt: now + portal.seconds * 1000 };
}

/** The same session, good for longer; never beyond a week after the browser signed in. */
export function renewSession({ credential, startedAt }: Session): Session {
  return issueSession(credential, startedAt);
}

function issueSession(credential: Credential, startedAt: number): Session {
  const issuedAt = Date.now();
  return {
    credential,
    startedAt,
    issuedAt,
    expiresAt: Math.min(issuedAt + IDLE_MS, startedAt + ABSOLUTE_MS),
  };
}

/** The session as the text of a cookie, which only a process with the same key can read or make. */
export function sealSession(ring: KeyRing, session: Session): string {
  const { id, hash } = session.credential;
  const fields = {
    id,
    hash: hash.toString('base64url'),
    started: session.startedAt,
    issued: session.issuedAt,
    expires: session.expiresAt,
    portal: session.portal,
  };
  return seal(ring, JSON.stringify(fields), CONTEXT);
}

/** Reads what {@link sealSession} made; undefined when it is something else, or has expired. */
export function unsealSession(ring: KeyRing, text: string): Session | undefined {
  const fields = readFields(ring, text);
  if (!sealedSession.Check(fields) || fields.expires <= Date.now()) return undefined;
  const { id, hash, started, issued, expires, portal } = fields;
  return {
    credential: { id, hash: Buffer.from(hash, 'base64url') },
    startedAt: started,
    issuedAt: issued,
    expiresAt: expires,
    ...(portal === undefined ? {} : { portal }),
  };
}

function readFields(ring: KeyRing, text: string): unknown {
  try {
    return JSON.parse(unseal(ring, text, CONTEXT));
  } catch {
    return undefined;
  }
}
