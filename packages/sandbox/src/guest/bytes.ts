import { BytesType, charCode } from './primordials.ts';

const REPLACEMENT = 0xfffd;

/** The UTF-8 bytes of a text; half of a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new BytesType(utf8Length(text));
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = codePointAt(text, i);
    if (code > 0xffff) i += 1;
    at = writeCodePoint(bytes, at, code);
  }
  return bytes;
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = charCode(text, i);
    if (unit >= 0x80) length += unit >= 0x800 ? 2 : 1;
    if (unit >= 0xd800 && unit <= 0xdfff && codePointAt(text, i) > 0xffff) {
      i += 1;
    }
  }
  return length;
}

/** The code point that begins at a place. */
function codePointAt(text: string, index: number): number {
  const unit = charCode(text, index);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const next = index + 1 < text.length ? charCode(text, index + 1) : 0;
  const isPair = unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
  return isPair ? 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00) : REPLACEMENT;
}

function writeCodePoint(bytes: Uint8Array, start: number, code: number): number {
  let at = start;
  if (code < 0x80) bytes[at++] = code;
  else if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
  else {
    if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12);
    else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
    }
    bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
  }
  if (code >= 0x80) bytes[at++] = 0x80 | (code & 0x3f);
  return at;
}

/** The bytes of a text that has one character for each. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new BytesType(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = charCode(text, i);
  return bytes;
}
