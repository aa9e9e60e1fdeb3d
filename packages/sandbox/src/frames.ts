/** What travels between the worker and a slot: a list of texts, the first of which names the message. */
export type Frame = readonly string[];

/** The largest frame either side accepts, in bytes. */
export const MAX_FRAME_BYTES = 48 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/** Encodes a frame: u32 length of what follows, then for each text its u32 byte length and its UTF-8 bytes. */
export function encodeFrame(frame: Frame): Buffer {
  const sizes = frame.map((text) => Buffer.byteLength(text));
  const length = sizes.reduce((sum, size) => sum + 4 + size, 0);
  if (length > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${length} bytes is too large`);
  const buffer = Buffer.allocUnsafe(4 + length);
  let at = buffer.writeUInt32LE(length, 0);
  frame.forEach((text, i) => {
    at = buffer.writeUInt32LE(sizes[i] ?? 0, at);
    at += buffer.write(text, at);
  });
  return buffer;
}

/** Cuts a byte stream back into frames. Throws a RangeError for a frame that no honest peer would send. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #length = 0;

  /** Takes the next bytes of the stream and gives every frame that is now complete. */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Frame[] = [];
    for (let size = this.#nextSize(); size !== undefined; size = this.#nextSize()) {
      const bytes = this.#joined();
      frames.push(decodeTexts(bytes.subarray(4, 4 + size)));
      this.#keep(bytes.subarray(4 + size));
    }
    return frames;
  }

  #nextSize(): number | undefined {
    if (this.#length < 4) return undefined;
    const [first = EMPTY] = this.#chunks;
    const size = (first.length >= 4 ? first : this.#joined()).readUInt32LE(0);
    if (size > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${size} bytes is too large`);
    return this.#length >= 4 + size ? size : undefined;
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? EMPTY;
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }
}

function decodeTexts(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) throw new RangeError('a text reaches past the end of its frame');
    texts.push(bytes.toString('utf8', at + 4, end));
    at = end;
  }
  return texts;
}
