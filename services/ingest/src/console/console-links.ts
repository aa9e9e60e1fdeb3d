import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@upshot/ledger/connect';
import { keepConsoleLink, takeConsoleLink } from '@upshot/ledger/console-links';
import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import type { Credential } from '../http/authenticate.ts';
import { answerInTime } from '../http/problems/answer-in-time.ts';
import type { Portal } from './portal.ts';

/** What a browser signs in with. */
export interface Grant {
  readonly credential: Credential;
  /** Left out: as much as the token may. */
  readonly portal?: Portal;
}

/** Links that sign in once. */
export interface ConsoleLinks {
  /** Makes the key of a link. */
  create(grant: Grant): Promise<{ readonly key: string; readonly expiresAt: Date }>;
  /** Throws the problem `unauthorized` for a key that is not known, was used, or is too old. */
  use(key: string): Promise<Grant>;
}

/** How long a link can be used. */
const LINK_MS = 10 * 60_000;

/**
 * Keeps links in the ledger, under the digest of their keys, sealed. Using one deletes it in one statement: it signs
 * in once, with any number of ingests. Redis has no part in it: after a failover, it could have a used link again.
 */
export function createConsoleLinks(database: Database, ring: KeyRing): ConsoleLinks {
  return {
    async create({ credential: { id, hash }, portal }) {
      const key = randomBytes(32).toString('base64url');
      const digest = digestOf(key);
      const text = JSON.stringify({ id, hash: hash.toString('base64url'), portal } satisfies SealedGrant);
      const content = seal(ring, text, contextOf(digest));
      const expiresAt = await keepConsoleLink(database, { digest, content, validMs: LINK_MS });
      return { key, expiresAt };
    },
    async use(key) {
      const digest = digestOf(key);
      const sealed = await answerInTime(takeConsoleLink(database, digest));
      if (sealed === undefined)
        throw new Problem('unauthorized', 'This link was used before, or is older than ten minutes.');
      const { id, hash, portal } = JSON.parse(unseal(ring, sealed, contextOf(digest))) as SealedGrant;
      const credential = { id, hash: Buffer.from(hash, 'base64url') };
      return portal === undefined ? { credential } : { credential, portal };
    },
  };
}

interface SealedGrant {
  readonly id?: string | undefined;
  readonly hash: string;
  readonly portal?: Portal | undefined;
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

function contextOf(digest: string): string {
  return `console link ${digest}`;
}
