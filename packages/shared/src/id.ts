import { randomFillSync } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

const LENGTH = 13;

/** Asking for a few random bytes costs as much as asking for many. */
const pool = Buffer.alloc(LENGTH * 256);
let used = pool.length;

/** Makes a fresh identifier: 13 lowercase letters and digits, 65 random bits, the shape of Platform.sh's ids. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let id = '';
  for (const byte of pool.subarray(used, used + LENGTH)) id += ALPHABET[byte & 31];
  used += LENGTH;
  return id;
}
