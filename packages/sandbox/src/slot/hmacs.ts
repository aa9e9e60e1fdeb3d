import { createHmac } from 'node:crypto';
import type { BinaryToTextEncoding, Hmac } from 'node:crypto';

/**
 * The HMACs of one run. A string that `digest` returned as bytes (one character a byte) is remembered and counts as
 * those bytes when it comes back as a key or as data; any other string is text, and counts as UTF-8.
 */
export class Hmacs {
  readonly #open = new Map<string, Hmac>();
  readonly #byteStrings = new Set<string>();
  #lastId = 0;

  /** Begins an HMAC and gives its number. */
  create(algorithm: string, key: string): string {
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.#open.set(id, createHmac(algorithm, this.#bytesOf(key)));
    return id;
  }

  /** Adds data to an HMAC; answers nothing. */
  update(id: string, data: string): '' {
    this.#open.get(id)?.update(this.#bytesOf(data));
    return '';
  }

  /** Ends an HMAC; `latin1` asks for the byte string. */
  digest(id: string, encoding: string): string {
    const digest = this.#open.get(id)?.digest(encoding as BinaryToTextEncoding) ?? '';
    this.#open.delete(id);
    if (encoding === 'latin1') this.#byteStrings.add(digest);
    return digest;
  }

  #bytesOf(text: string): Buffer {
    return Buffer.from(text, this.#byteStrings.has(text) ? 'latin1' : 'utf8');
  }
}
