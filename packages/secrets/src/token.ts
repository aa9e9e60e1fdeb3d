import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newId } from '@upshot/shared/id';

/** A freshly minted token. `text` is shown once; only `hash` is kept. */
export interface MintedToken {
  readonly id: string;
  readonly text: string;
  readonly hash: Buffer;
}

/** Mints a token: `upshot_<id>_<256 random bits>`. */
export function mintToken(): MintedToken {
  const id = newId();
  const text = `upshot_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, hash: hashToken(text) };
}

/** The id inside a token, or undefined when the text is not a token. */
export function tokenId(text: string): string | undefined {
  return /^upshot_([a-z2-7]{13})_[\w-]{43}$/.exec(text)?.[1];
}

/** What is kept of a token. A plain digest is enough: a token has 256 random bits, it cannot be guessed from it. */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares a token with a kept hash in constant time. */
export function tokenMatches(text: string, hash: Buffer): boolean {
  return timingSafeEqual(hashToken(text), hash);
}
