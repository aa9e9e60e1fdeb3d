import { replaceParts } from './replace-parts.ts';
import type { Decoded, Replacement } from './replace-parts.ts';

/** A JSON text in a JSON text in a URL: deeper layers of escapes are not looked into. */
export const MAX_LAYERS = 3;

/**
 * Escapes as JSON, JavaScript, URLs and HTML have them; every alternative ends within a few characters, so that no text
 * makes this slow.
 */
const escapes =
  /%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|\\x[0-9a-f]{2}|\\["'`/\\bfnrt]|&#x[0-9a-f]{1,6};|&#\d{1,7};|&(?:amp|lt|gt|quot|apos);/gi;

/** Undoes one layer of escapes; undefined where there are none. A byte of a URL becomes one character (Latin-1). */
export function decodeEscapes(text: string): Decoded | undefined {
  return /[%\\&]/.test(text) ? replaceParts(text, escapedParts(text)) : undefined;
}

function* escapedParts(text: string): Generator<Replacement> {
  for (const { 0: escape, index } of text.matchAll(escapes)) {
    const by = decode(escape);
    if (by !== undefined) yield { index, length: escape.length, by };
  }
}

const named: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '\\b': '\b',
  '\\f': '\f',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
};

function decode(escape: string): string | undefined {
  const known = named[escape] ?? named[escape.toLowerCase()];
  if (known !== undefined) return known;
  if (escape.startsWith('%')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  const hex = /^(?:\\u\{?|\\x|&#x)([0-9a-f]+)/i.exec(escape)?.[1];
  if (hex !== undefined) return character(Number.parseInt(hex, 16));
  const decimal = /^&#(\d+)/.exec(escape)?.[1];
  return decimal === undefined ? escape.slice(1) : character(Number(decimal));
}

function character(code: number): string | undefined {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}
