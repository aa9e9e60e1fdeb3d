import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Makes a fresh identifier: 13 lowercase letters and digits, 65 random bits, the shape of the original's ids. */
export function newId(): string {
  let id = '';
  for (const byte of randomBytes(13)) id += ALPHABET[byte & 31];
  return id;
}
