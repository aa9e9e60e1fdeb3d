import { timingSafeEqual } from 'node:crypto';
import type { Database } from '@upshot/ledger/connect';
import { findToken } from '@upshot/ledger/tokens/find';
import type { Token } from '@upshot/ledger/tables';
import { Problem } from '@upshot/shared/problem';
import { hashToken, tokenId } from '@upshot/secrets/token';
import type { Caller } from './access.ts';
import { answerInTime } from './problems/answer-in-time.ts';

/** What proves that a caller has a token, without the token itself. */
export interface Credential {
  /** Undefined for a text that is not a token of ours, as the one of the configuration. */
  readonly id: string | undefined;
  readonly hash: Buffer;
}

/** Authenticates callers by bearer token. */
export interface Authenticator {
  /** Reads an `authorization` header; throws the problem `unauthorized` unless it holds a token that is good now. */
  identify(authorization: string | undefined): Promise<Caller>;
  /** Identifies the owner of a token that was presented before; throws `unauthorized` unless it is still good. */
  recall(credential: Credential): Promise<Caller>;
  /** Makes the next request with this token ask the ledger again. */
  forget(id: string): void;
}

export interface AuthenticatorOptions {
  readonly database: Database;
  /** A further token that may do everything. */
  readonly adminToken: string | undefined;
}

interface Remembered {
  readonly found: Promise<Token | undefined>;
  /** Monotonic time (`performance.now()`). */
  readonly until: number;
}

/** How long a token stays valid here after another instance has revoked it. */
const REMEMBER_MS = 5000;
const MAX_REMEMBERED = 10_000;
const NO_TOKEN = hashToken('');

/**
 * Creates the authenticator of one ingest process. Tokens are looked up by the id inside them, not on every request.
 */
export function createAuthenticator({ database, adminToken }: AuthenticatorOptions): Authenticator {
  const remembered = new Map<string, Remembered>();
  const adminHash = adminToken === undefined ? undefined : hashToken(adminToken);

  const find = async (id: string): Promise<Token | undefined> => {
    const known = remembered.get(id);
    if (known !== undefined && known.until > performance.now()) return known.found;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    const found = answerInTime(findToken(database, id));
    remembered.set(id, { found, until: performance.now() + REMEMBER_MS });
    const token = await found.catch((cause: unknown) => {
      remembered.delete(id);
      throw cause;
    });
    if (token === undefined) remembered.delete(id);
    return token;
  };

  const recall = async ({ id, hash }: Credential): Promise<Caller> => {
    if (adminHash !== undefined && timingSafeEqual(hash, adminHash)) return bootstrapAdmin;
    const token = id === undefined ? undefined : await find(id);
    if (!timingSafeEqual(hash, token?.hash ?? NO_TOKEN) || token === undefined) throw refuse('is not known');
    return toCaller(token);
  };

  return {
    identify: async (authorization) => await recall(readCredential(authorization)),
    recall,
    forget: (id) => void remembered.delete(id),
  };
}

const bootstrapAdmin: Caller = { tokenId: 'bootstrap', scope: 'admin', projectId: null };

/** Reads the token of an `authorization` header; throws the problem `unauthorized` when it holds none. */
export function readCredential(authorization: string | undefined): Credential {
  return toCredential(readBearer(authorization));
}

/** The credential of a token. */
export function toCredential(token: string): Credential {
  return { id: tokenId(token), hash: hashToken(token) };
}

function readBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw new Problem('unauthorized', 'There is no authorization header.');
  const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new Problem('unauthorized', 'The authorization header is not of the form "Bearer <token>".');
  }
  return token;
}

/** The secret was right, so saying why the token is no longer good gives nothing away. */
function toCaller({ id, scope, project_id, revoked_at, expires_at }: Token): Caller {
  if (revoked_at !== null) throw refuse('was revoked');
  if (expires_at !== null && expires_at.getTime() <= Date.now()) throw refuse('has expired');
  return { tokenId: id, scope, projectId: project_id };
}

function refuse(what: string): Problem {
  return new Problem('unauthorized', `The token ${what}.`);
}
