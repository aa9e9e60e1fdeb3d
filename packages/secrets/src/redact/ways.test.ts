import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

type Write = (secret: string) => string;

const jsonText: Write = (text) => JSON.stringify(text).slice(1, -1);
const htmlText: Write = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const apart =
  (between: string): Write =>
  (text) =>
    Array.from(text).join(between);
const bytesOf = (text: string) => [...Buffer.from(text)];
const encoded =
  (encoding: BufferEncoding, before = '', after = ''): Write =>
  (text) =>
    Buffer.from(before + text + after).toString(encoding);

/** What docs/security.md lists under "What redaction finds", and how a script could write a secret in that way. */
const ways: Readonly<Record<string, readonly Write[]>> = {
  'as they are, in upper or lower case': [
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
  ],
  'line by line, each line of eight characters or more': [(text) => text.split('\n')[0] ?? ''],
  'without the first character': [(text) => text.slice(1)],
  'by the first ten characters, which V8 quotes in JSON errors': [(text) => text.slice(0, 10)],
  'in hex, base64 and base64url, with or without padding, also inside a longer value (`Basic …`)': [
    encoded('hex'),
    encoded('base64'),
    encoded('base64url'),
    encoded('base64', 'user:'),
    encoded('base64', 'a', 'z'),
    encoded('base64url', 'ab', 'yz'),
    (text) => encoded('hex')(text).toUpperCase(),
  ],
  'as a list of bytes, as `console` and JSON show arrays and typed arrays': [
    (text) => `[${bytesOf(text).join(', ')}]`,
    (text) => JSON.stringify(bytesOf(text)),
    (text) => String(bytesOf(text)),
    (text) => JSON.stringify(new Uint8Array(Buffer.from(text))),
    (text) =>
      `Uint8Array {${bytesOf(text)
        .map((byte, index) => `"${index}": ${byte}`)
        .join(', ')}}`,
  ],
  'under up to three layers of escapes of JSON, JavaScript, URLs and HTML, also if it looks like one': [
    jsonText,
    encodeURIComponent,
    htmlText,
    (text) => jsonText(encodeURIComponent(text)),
    (text) => encodeURIComponent(jsonText(jsonText(text))),
    (text) => text.replaceAll(/[^]/gu, (unit) => `\\u{${unit.codePointAt(0)?.toString(16) ?? ''}}`),
  ],
  'with invisible characters in between: zero-width, combining, soft hyphens, NUL, terminal codes': [
    apart('\u200b'),
    apart('\u200d\ufeff'),
    apart('\u0301'),
    apart('\u00ad'),
    apart('\0'),
    apart('\u001b[31m'),
    apart('\u001b]0;title\u0007'),
    (text) => JSON.stringify(apart('\0')(text)),
  ],
  'half of a value, where a long text was cut': [
    (text) => 'x'.repeat(200) + text.slice(0, Math.ceil(text.length / 2)),
  ],
};

/** Text such as `%00`: read once more than it was written, it is an invisible character. Docs say what follows. */
const INVISIBLE_ESCAPE = /%(?:[01][\da-f]|7f)|\\(?:x|u00)(?:[01][\da-f]|7f)|&#(?:x[01]?[\da-f]|[12]?\d);/i;

it.each(Object.entries(ways))('finds values %s', (_way, writes) => {
  const line = fc
    .string({ unit: 'grapheme-ascii', minLength: 16, maxLength: 100 })
    .map((text) => text.trim())
    .filter((text) => !INVISIBLE_ESCAPE.test(text));
  const values = fc.tuple(line, line).filter(([a, b]) => a.length >= 16 && b.length >= 16);
  fc.assert(
    fc.property(values, fc.constantFrom(...writes), ([first, second], write) => {
      const secret = `${first}\n${second}`;
      const written = write(secret);
      const hidden = createRedactor([secret])(`before ${written}`);
      const shown = written.replace(/^x+/, '');
      expect(hidden).toContain('******');
      const left = hidden.slice('before '.length).replaceAll('******', '');
      expect(left).not.toContain(shown.slice(Math.ceil(shown.length / 4), Math.ceil(shown.length / 2)));
    }),
    { numRuns: 200 },
  );
});

it('is what the documentation lists', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../../docs/security.md'), 'utf8');
  const [, section = ''] = page.split('## What redaction finds\n');
  const [list = ''] = section.slice(section.indexOf('\n- ')).split('\n\nIt does not find');
  const items = list.split(/\n- /).map((item) => item.replaceAll(/\s+/g, ' ').trim());
  expect(items.filter((item) => item !== '')).toEqual(Object.keys(ways));
});
