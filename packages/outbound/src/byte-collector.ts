/**
 * Collects bytes up to a limit in one buffer that grows: a list of chunks would cost a hundred times its content
 * when a server sends a body byte by byte.
 */
export class ByteCollector {
  readonly #limit: number;
  #buffer = Buffer.allocUnsafeSlow(0);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes as much of the chunk as the limit allows; answers whether that was all of it. */
  append(chunk: Uint8Array): boolean {
    const taken = chunk.subarray(0, this.#limit - this.#length);
    this.#reserve(this.#length + taken.length);
    this.#buffer.set(taken, this.#length);
    this.#length += taken.length;
    return taken.length === chunk.length;
  }

  /** What was collected. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return;
    const capacity = Math.min(this.#limit, Math.max(size, 2 * this.#buffer.length, 4096));
    const grown = Buffer.allocUnsafeSlow(capacity);
    grown.set(this.bytes());
    this.#buffer = grown;
  }
}
