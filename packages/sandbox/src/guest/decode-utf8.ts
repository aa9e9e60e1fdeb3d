import { makeUnitText } from './unit-text.ts';

const REPLACEMENT = 0xfffd;

/**
 * Reads bytes as UTF-8, as the Encoding standard says: each longest beginning of a character that goes wrong becomes
 * one U+FFFD.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = makeUnitText();
  for (let i = 0; i < bytes.length;) {
    const { code, length } = readCodePoint(bytes, i);
    i += length;
    if (code > 0xffff) {
      text.add(0xd800 + ((code - 0x10000) >> 10));
      text.add(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else text.add(code < 0 ? REPLACEMENT : code);
  }
  return text.finish();
}

/** The code point at a place, or -1, and how many bytes were read for it. */
function readCodePoint(bytes: Uint8Array, start: number): { readonly code: number; readonly length: number } {
  const first = bytes[start] as number;
  if (first < 0x80) return { code: first, length: 1 };
  const more = followers(first);
  let code = first & (0x3f >> more);
  for (let i = 1; i <= more; i += 1) {
    const byte = bytes[start + i];
    if (byte === undefined || !follows(byte, i === 1 ? first : 0)) return { code: -1, length: i };
    code = (code << 6) | (byte & 0x3f);
  }
  return { code: more === 0 ? -1 : code, length: more + 1 };
}

function followers(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  return first >= 0xf0 && first <= 0xf4 ? 3 : 0;
}

/** Some first bytes narrow the range of the second: no overlong forms, no surrogates, nothing past U+10FFFF. */
function follows(byte: number, first: number): boolean {
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return byte >= lowest && byte <= highest;
}
