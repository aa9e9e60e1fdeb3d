import { createHash, randomBytes } from 'node:crypto';
import type { OneTimeValues } from '@upshot/runtime/one-time-values';
import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import type { Credential } from '../http/authenticate.ts';

/** Links that sign in once. */
export interface ConsoleLinks {
  /** Makes the key of a link that signs in with this token. */
  create(credential: Credential): Promise<{ readonly key: string; readonly expiresAt: number }>;
  /** Throws the problem `unauthorized` for a key that is not known, was used, or is too old. */
  use(key: string): Promise<Credential>;
}

const LINK_MS = 10 * 60_000;

/**
 * Keeps a link's credential in Redis, under the digest of its key. It is sealed there: what can write to Redis cannot
 * sign in. A link that Redis loses is gone, and another one is made.
 */
export function createConsoleLinks(values: OneTimeValues, ring: KeyRing): ConsoleLinks {
  return {
    async create({ id, hash }) {
      const key = randomBytes(32).toString('base64url');
      const name = nameOf(key);
      const credential = seal(
        ring,
        JSON.stringify([id ?? null, hash.toString('base64url')]),
        contextOf(name),
      );
      await answerOrRefuse(values.keep(name, credential, LINK_MS));
      return { key, expiresAt: Date.now() + LINK_MS };
    },
    async use(key) {
      const name = nameOf(key);
      const sealed = await answerOrRefuse(values.take(name));
      if (sealed === undefined)
        throw new Problem('unauthorized', 'This link was used before, or is older than ten minutes.');
      const [id, hash] = JSON.parse(unseal(ring, sealed, contextOf(name))) as [string | null, string];
      return { id: id ?? undefined, hash: Buffer.from(hash, 'base64url') };
    },
  };
}

function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

function contextOf(name: string): string {
  return `console link ${name}`;
}

async function answerOrRefuse<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const detail = 'Redis does not answer at the moment. Send the same request again.';
    throw new Problem('queue_unavailable', detail, { retryAfterSeconds: 2, cause });
  }
}
