import { replaceParts } from './replace-parts.ts';
import type { Decoded, Replacement } from './replace-parts.ts';

/**
 * Four numbers or more, as `console`, `JSON` and `String` write arrays and typed arrays: `[115, 51]` and
 * `{"0":115,"1":51}`.
 */
const lists = /(?<!\d)\d{1,3}(?:, ?(?:"\d{1,9}": ?)?\d{1,3}(?!\d)){3,}/g;

const items = /(?:, ?(?:"\d{1,9}": ?)?)?(\d{1,3})/g;

/** Reads each list of bytes in a text as one character a byte; undefined where there is none. */
export function readByteLists(text: string): Decoded | undefined {
  return replaceParts(text, bytesOf(text));
}

function* bytesOf(text: string): Generator<Replacement> {
  for (const { 0: found, index } of text.matchAll(lists)) {
    for (const item of found.matchAll(items)) {
      const by = String.fromCharCode(Number(item[1]));
      yield { index: index + item.index, length: item[0].length, by };
    }
  }
}
