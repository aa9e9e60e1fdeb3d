import { TextDecoder } from 'node:util';

/** The name of the encoding with a label; `''` for an unknown one. */
export function encodingName(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return '';
  }
}

/** The text decoders of one run. */
export class Decoders {
  /** Between streams, one decoder serves all of its kind. */
  readonly #idle = new Map<string, TextDecoder>();
  readonly #streams = new Map<string, TextDecoder>();

  /** Decodes bytes, given one character each: `v` and the text, or `''` when they are not of the encoding. */
  decode(encoding: string, traits: string, stream: string, bytes: string): string {
    const hasMore = traits.includes('more');
    const kind = `${encoding} ${traits}`;
    const decoder = this.#streams.get(stream) ?? this.#idle.get(kind) ?? makeDecoder(encoding, traits);
    this.#streams.delete(stream);
    this.#idle.delete(kind);
    try {
      const text = decoder.decode(Buffer.from(bytes, 'latin1'), { stream: hasMore });
      if (hasMore) this.#streams.set(stream, decoder);
      else this.#idle.set(kind, decoder);
      return `v${text}`;
    } catch {
      return '';
    }
  }
}

function makeDecoder(encoding: string, traits: string): TextDecoder {
  return new TextDecoder(encoding, {
    fatal: traits.includes('fatal'),
    ignoreBOM: traits.includes('ignoreBOM'),
  });
}
