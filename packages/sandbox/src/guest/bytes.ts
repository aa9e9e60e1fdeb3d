import { BytesType, charCode, fromCharCodes, min } from './primordials.ts';
import { viewParts } from './views.ts';

const REPLACEMENT = 0xfffd;

/** A call takes only so many arguments. */
const CHUNK = 4_096;

/** The UTF-8 bytes of a text; half of a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new BytesType(utf8Length(text));
  writeUtf8(text, bytes);
  return bytes;
}

/** Writes the characters of a text that fit; says how many UTF-16 units were read, and bytes written. */
export function writeUtf8(text: string, bytes: Uint8Array): { read: number; written: number } {
  const capacity = viewParts(bytes).byteLength;
  let read = 0;
  let written = 0;
  while (read < text.length) {
    const code = codePointAt(text, read);
    const end = written + byteCount(code);
    if (end > capacity) break;
    writeCodePoint(bytes, written, code);
    written = end;
    read += code > 0xffff ? 2 : 1;
  }
  return { read, written };
}

function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = codePointAt(text, i);
    length += byteCount(code);
    if (code > 0xffff) i += 1;
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

function byteCount(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function writeCodePoint(bytes: Uint8Array, start: number, code: number): void {
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
}

/** The bytes of a text that has one character for each. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new BytesType(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = charCode(text, i);
  return bytes;
}

/** A text that has one character for each byte. */
export function latin1Text(bytes: Uint8Array): string {
  const { buffer, offset, byteLength } = viewParts(bytes);
  let text = '';
  for (let i = 0; i < byteLength; i += CHUNK) {
    text += fromCharCodes(new BytesType(buffer, offset + i, min(CHUNK, byteLength - i)));
  }
  return text;
}
