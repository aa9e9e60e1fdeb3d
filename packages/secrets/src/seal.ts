import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The keys that seal secrets: the first one seals, each of them opens, so that a key can be rotated. */
export interface KeyRing {
  readonly keys: readonly { readonly id: string; readonly key: Buffer }[];
}

/**
 * Reads a key ring from text: one or more base64 keys of 32 bytes, comma separated, the current one first.
 * Throws with what is wrong and how to make a key.
 */
export function parseKeyRing(text: string): KeyRing {
  const keys = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const key = Buffer.from(part, 'base64');
      if (key.length !== 32) {
        throw new Error(
          `a key must be 32 bytes in base64, this one has ${key.length}: make one with "openssl rand -base64 32"`,
        );
      }
      return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
    });
  if (keys.length === 0) throw new Error('no key given: make one with "openssl rand -base64 32"');
  return { keys };
}

/**
 * Seals a text with AES-256-GCM: `v1.<key id>.<nonce>.<ciphertext and tag>`.
 * `context` (what the secret is and whose) is authenticated with it, so that a sealed value cannot be moved elsewhere.
 */
export function seal(ring: KeyRing, plain: string, context: string): string {
  const current = ring.keys[0];
  if (current === undefined) throw new Error('the key ring is empty');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
  cipher.setAAD(Buffer.from(`${current.id}\n${context}`));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${current.id}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** Whether a text begins as what {@link seal} makes. No JSON text does. */
export function looksSealed(text: string): boolean {
  return text.startsWith('v1.');
}

/** Opens what {@link seal} made. Throws when the key is unknown, or the value or its context was changed. */
export function unseal(ring: KeyRing, sealed: string, context: string): string {
  const [version, keyId, nonce, body] = sealed.split('.');
  const found = ring.keys.find(({ id }) => id === keyId);
  if (version !== 'v1' || nonce === undefined || body === undefined) throw new Error('not a sealed value');
  if (found === undefined) throw new Error(`no key with id ${keyId} in UPSHOT_SECRET_KEY`);
  const bytes = Buffer.from(body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', found.key, Buffer.from(nonce, 'base64url'));
  decipher.setAAD(Buffer.from(`${found.id}\n${context}`));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
}
