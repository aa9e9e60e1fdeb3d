import { expect, test } from 'vitest';
import { decodeText } from './read-text.ts';

test('text is decoded without its byte order mark', () => {
  expect(decodeText(Buffer.from('\uFEFFaü€\n'), 'input.js')).toBe('aü€\n');
});

test.each([
  ['ISO-8859-1', Buffer.from('console.log("café £")', 'latin1'), 16],
  ['a lone continuation', Buffer.from([0x61, 0x80]), 1],
  ['a character that is cut off', Buffer.from([0x61, 0xe2, 0x82]), 1],
  ['a bad byte after a replacement character', Buffer.from([0xef, 0xbf, 0xbd, 0xff]), 3],
])('%s is refused, with the place', (_, bytes, offset) => {
  expect(() => decodeText(bytes, 'input.js')).toThrow(`input.js is not UTF-8 (byte at offset ${offset}).`);
});
