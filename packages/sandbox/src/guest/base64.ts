import { makeError } from './make-error.ts';
import { charCode, indexOf, slice, toText } from './primordials.ts';
import { makeUnitText } from './unit-text.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BLANKS = ' \t\n\f\r';

/** Writes a text of one character a byte as base64, as the HTML standard says. */
export function btoa(data: unknown): string {
  const text = toText(data);
  let encoded = '';
  for (let i = 0; i < text.length; i += 3) {
    const bits = (byteAt(text, i) << 16) | (byteAt(text, i + 1) << 8) | byteAt(text, i + 2);
    encoded += letter(bits >> 18) + letter(bits >> 12);
    encoded += i + 1 < text.length ? letter(bits >> 6) : '=';
    encoded += i + 2 < text.length ? letter(bits) : '=';
  }
  return encoded;
}

/** Reads base64 into a text of one character a byte, as the HTML standard says: blanks and padding may be missing. */
export function atob(data: unknown): string {
  const text = withoutPadding(withoutBlanks(toText(data)));
  if (text.length % 4 === 1) throw invalid('atob: the text is not base64', atob);
  const decoded = makeUnitText();
  let bits = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = indexOf(LETTERS, text[i] as string);
    if (value < 0) throw invalid('atob: the text is not base64', atob);
    bits = ((bits << 6) | value) & 0xffffff;
    if (i % 4 > 0) decoded.add((bits >> (6 - 2 * (i % 4))) & 0xff);
  }
  return decoded.finish();
}

function byteAt(text: string, index: number): number {
  if (index >= text.length) return 0;
  const unit = charCode(text, index);
  if (unit > 0xff) throw invalid('btoa: the text has characters beyond U+00FF', btoa);
  return unit;
}

function letter(bits: number): string {
  return LETTERS[bits & 0x3f] as string;
}

function withoutBlanks(text: string): string {
  let kept = '';
  for (let i = 0; i < text.length; i += 1) {
    if (indexOf(BLANKS, text[i] as string) < 0) kept += text[i] as string;
  }
  return kept;
}

function withoutPadding(text: string): string {
  if (text.length % 4 !== 0) return text;
  const end = text[text.length - 1] === '=' ? (text[text.length - 2] === '=' ? 2 : 1) : 0;
  return slice(text, 0, text.length - end);
}

function invalid(message: string, above: unknown): Error {
  return makeError('InvalidCharacterError', message, above);
}
