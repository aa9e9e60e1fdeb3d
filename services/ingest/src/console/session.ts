import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Credential } from '../http/authenticate.ts';

/** A browser that has signed in: which token it showed, and until when the session is good. */
export interface Session {
  readonly credential: Credential;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const SESSION_MS = 12 * 3_600_000;

const CONTEXT = 'console session';

const sealedSession = Compile(
  Type.Object({
    id: Type.Optional(Type.String()),
    hash: Type.String({ pattern: '^[\\w-]{43}$' }),
    issued: Type.Number(),
    expires: Type.Number(),
  }),
);

/** Begins a session now. */
export function beginSession(credential: Credential): Session {
  const issuedAt = Date.now();
  return { credential, issuedAt, expiresAt: issuedAt + SESSION_MS };
}

/** The session as the text of a cookie, which only a process with the same key can read or make. */
export function sealSession(ring: KeyRing, { credential, issuedAt, expiresAt }: Session): string {
  const { id, hash } = credential;
  const fields = { id, hash: hash.toString('base64url'), issued: issuedAt, expires: expiresAt };
  return seal(ring, JSON.stringify(fields), CONTEXT);
}

/** Reads what {@link sealSession} made; undefined when it is something else, or has expired. */
export function unsealSession(ring: KeyRing, text: string): Session | undefined {
  const fields = readFields(ring, text);
  if (!sealedSession.Check(fields) || fields.expires <= Date.now()) return undefined;
  const { id, hash, issued, expires } = fields;
  return {
    credential: { id, hash: Buffer.from(hash, 'base64url') },
    issuedAt: issued,
    expiresAt: expires,
  };
}

function readFields(ring: KeyRing, text: string): unknown {
  try {
    return JSON.parse(unseal(ring, text, CONTEXT));
  } catch {
    return undefined;
  }
}
