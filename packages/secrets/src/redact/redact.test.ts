import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';
import { needlesOf } from './needles.ts';

const masked = (secrets: readonly string[], text: string): string => createRedactor(secrets)(text);

const secret = 's3cret/Value+77 "ä<&>\\';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const jsonText = (text: string): string => JSON.stringify(text).slice(1, -1);
const htmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
const allEscaped = (escape: (unit: string) => string) => secret.replaceAll(/[^]/gu, escape);
const hexOf = (unit: string): string => unit.charCodeAt(0).toString(16);
const everyByte = (upper: boolean) => {
  const hex = Buffer.from(secret).toString('hex');
  return (upper ? hex.toUpperCase() : hex).replaceAll(/../gu, '%$&');
};

describe('the mask', () => {
  it.each([
    ['as it is', secret],
    ['in lower case', secret.toLowerCase()],
    ['in upper case', secret.toUpperCase()],
    ['in JSON', jsonText(secret)],
    ['in JSON in JSON', jsonText(jsonText(secret))],
    ['in JSON in JSON in JSON', jsonText(jsonText(jsonText(secret)))],
    ['in JSON whose slashes are escaped', jsonText(secret).replaceAll('/', '\\/')],
    ['in JSON of ASCII', jsonText(secret).replaceAll('ä', '\\u00e4')],
    ['in JSON, every character escaped', allEscaped((unit) => `\\u${hexOf(unit).padStart(4, '0')}`)],
    ['in JavaScript', allEscaped((unit) => `\\x${hexOf(unit).padStart(2, '0').toUpperCase()}`)],
    ['in JavaScript with braces', allEscaped((unit) => `\\u{${hexOf(unit)}}`)],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, lower case', encodeURIComponent(secret).replaceAll(/%../gu, (code) => code.toLowerCase())],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(secret))],
    ['in a path', encodeURI(secret)],
    ['in a query', new URLSearchParams({ key: secret }).toString()],
    ['in a form, partly encoded', secret.replaceAll(' ', '+').replace('+', '%2B')],
    ['byte by byte in a URL', everyByte(false)],
    ['byte by byte in capitals', everyByte(true)],
    ['byte by byte in a URL in a URL in a URL', everyByte(false).replaceAll('%', '%2525')],
    ['in a URL in JSON', JSON.stringify({ url: `https://x.example/?q=${encodeURIComponent(secret)}` })],
    ['in JSON in a URL', encodeURIComponent(JSON.stringify({ key: secret }))],
    ['in HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    ['in HTML by numbers', allEscaped((unit) => `&#${unit.charCodeAt(0)};`)],
    ['in HTML by hexadecimal numbers', allEscaped((unit) => `&#x${hexOf(unit)};`)],
    ['as a text of bytes', Buffer.from(secret).toString('latin1')],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['in capital hex', Buffer.from(secret).toString('hex').toUpperCase()],
    ['in base64', base64(secret)],
    ['in base64 without padding', base64(secret).replace(/=+$/, '')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in base64, after one character', base64(`u${secret}`)],
    ['in base64, after two characters', base64(`u:${secret}`)],
    ['in base64, in the middle', base64(`Basic of user:${secret} and more`)],
    ['in base64url, in the middle', Buffer.from(`user:${secret} and more`).toString('base64url')],
    ['in base64 of JSON', base64(JSON.stringify({ user: 'x', key: secret }))],
    ['in base64 in a URL', encodeURIComponent(base64(`ab${secret}`))],
  ])('hides a secret %s', (_how, text) => {
    const hidden = masked([secret], `before ${text} after`);
    expect(hidden).toContain('******');
    expect(hidden).toMatch(/^before .* after$/);
    // What base64 may leave of it are the characters at either end, which are other characters' as well.
    expect(longestCommon(hidden, text)).toBeLessThan(text.length / 2);
    expect(recovered(hidden)).not.toMatch(/cret|value/i);
  });

  it('hides a secret of any characters in any of these, beside anything', () => {
    const encodings: ((text: string) => string)[] = [
      (text) => text,
      jsonText,
      encodeURIComponent,
      (text) => jsonText(encodeURIComponent(text)),
      (text) => encodeURIComponent(jsonText(jsonText(text))),
      (text) => Buffer.from(text).toString('hex'),
    ];
    const value = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 300 });
    const beside = fc.stringMatching(/^[ -~]{0,20}$/);
    fc.assert(
      fc.property(value, fc.constantFrom(...encodings), beside, beside, (text, encode, before, after) => {
        const shown = encode(text);
        fc.pre(!before.includes(shown) && !after.includes(shown));
        expect(masked([text], `${before} ${shown} ${after}`)).not.toContain(shown);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['p%40ss"word', jsonText],
    ['a&amp;b"cdef', jsonText],
    [String.raw`a\nb&cdefgh`, htmlText],
    ['p%40ss"word', (text: string) => jsonText(jsonText(text))],
    ['p%40ss word', encodeURI],
    ['p%25 &lt;word', (text: string) => htmlText(encodeURIComponent(text))],
  ] as const)('hides a secret that has escapes of its own: %s', (text, encode) => {
    expect(masked([text], `{"a":"${encode(text)}"}`)).toBe('{"a":"******"}');
  });

  it('hides a secret that is made of escapes, under any one of them', () => {
    const parts = fc.constantFrom(
      '%41',
      '%',
      '&amp;',
      '&',
      '&#34;',
      String.raw`\n`,
      '"',
      '\\',
      "'",
      '<',
      'a',
      'ä',
      ' ',
    );
    const value = fc.array(parts, { minLength: 6, maxLength: 40 }).map((all) => all.join(''));
    const encodings = [(text: string) => text, jsonText, encodeURI, encodeURIComponent, htmlText];
    fc.assert(
      fc.property(value, fc.constantFrom(...encodings), (text, encode) => {
        expect(masked([text], `before ${encode(text)} after`)).toMatch(/^before ?\*{6} ?after$/);
      }),
      { numRuns: 500 },
    );
  });

  it('hides a secret that is not well-formed', () => {
    expect(masked(['abcdef\ud800'], 'abcdef\ud800 abcdef%EF%BF%BD')).toBe('****** ******');
  });

  it('redacts every secret as it is, however many there are, and bounds the rest', () => {
    const leaves = Array.from({ length: 5000 }, (_, index) => `${index} `.padEnd(40, `${index * 7919}.`));
    const long = Array.from({ length: 13_000 }, (_, index) => index.toString(36)).join('');
    const secrets = [...leaves, long];
    for (const some of [leaves.slice(0, 1500), secrets])
      expect(masked(some, some.join('\n'))).toBe(some.map(() => '******').join('\n'));
    for (const some of [
      leaves.slice(0, 1500),
      secrets,
      Array.from({ length: 60 }, (_, n) => `${n}${long.slice(0, 4000)}`),
    ]) {
      const length = [...needlesOf(some)].join('').length;
      expect(length).toBeLessThanOrEqual(300_000);
    }
  });

  it('drops further spellings by their kind', () => {
    const secrets = Array.from({ length: 1200 }, (_, index) => `secret of "some" length ${index}`);
    for (const text of [secrets[0] ?? '', secrets[1199] ?? ''])
      expect(masked(secrets, jsonText(text))).toBe('******');
  });

  it('hides whatever place in base64 a secret has', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'abcd']) {
      for (const after of ['', 'x', 'xy']) {
        const hidden = masked(['Open-Sesame-77'], base64(`${before}Open-Sesame-77${after}`));
        expect(Buffer.from(hidden.replaceAll('*', ''), 'base64').toString('latin1')).not.toMatch(/Op|am|77/);
      }
    }
  });

  it('hides the beginning that V8 quotes when JSON does not parse', () => {
    let message = '';
    try {
      JSON.parse('S3cr3tValueOfSomeLength');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(masked(['S3cr3tValueOfSomeLength'], message)).not.toContain('S3cr3t');
  });

  it('hides half a secret where a text was cut', () => {
    expect(masked(['Open-Sesame-77'], `${'x'.repeat(200)}Open-Ses`)).toBe(`${'x'.repeat(200)}******`);
    const cut = `${'x'.repeat(200)}Open-Ses… 12 bytes omitted`;
    expect(masked(['Open-Sesame-77'], cut)).toBe(`${'x'.repeat(200)}******… 12 bytes omitted`);
  });

  it('hides secrets that overlap whole', () => {
    expect(masked(['abcd', 'abcdefgh'], 'abcdefgh abcd')).toBe('****** ******');
    expect(masked(['abcdef', 'defghi'], 'abcdefghi')).toBe('******');
    expect(masked(['abcdefgh', 'cdef'], 'abcdefx')).toBe('ab******x');
  });

  it('leaves short values alone, and texts without secrets as they are', () => {
    expect(masked(['abc', ''], 'abc')).toBe('abc');
    const text = 'C:\\new %zz 100% &copy; &#99999999; \\u{ffffff} \\';
    expect(masked(['abcd'], text)).toBe(text);
  });

  it('hides each line of a key, and any good part of a long secret', () => {
    const key = Array.from({ length: 13_000 }, (_, index) => `secret-line-${index}`).join('\n');
    expect(masked([key], 'it is secret-line-12 here')).toContain('******');
    const long = Array.from({ length: 2000 }, (_, index) => index.toString(36)).join('');
    expect(masked([long], `<${long}>`)).toBe('<******>');
    expect(masked([long], base64(long)).length).toBeLessThan(base64(long).length / 2);
  });

  it('takes time in proportion to the text, whatever the secrets and the text are', () => {
    const output = 256 * 1024;
    const ordinary = Array.from({ length: 20 }, (_, index) => base64(`secret ${index}`.repeat(3)));
    const equal = `${'a'.repeat(30_000)}b${'a'.repeat(30_000)}`;
    const backslashes = `${'\\'.repeat(60)}x`;
    for (const [secrets, text] of [
      [ordinary, 'an ordinary line of output, with 7 words\n'.repeat(output / 40)],
      [ordinary, (ordinary[3] ?? '').repeat(output / 40)],
      [[equal, ...ordinary], 'a'.repeat(output)],
      [[backslashes, '%25'.repeat(20), '&amp;'.repeat(20)], '\\'.repeat(output)],
      [[backslashes, '%25'.repeat(20), '&amp;'.repeat(20)], '%25'.repeat(output / 3)],
      [[backslashes], '&#x5c;'.repeat(output / 6)],
    ] as const) {
      expect(cpuMs(() => masked(secrets, text))).toBeLessThan(1500);
    }
  });

  it('takes no longer where thousands of secrets begin alike', () => {
    const text = `${'aZ'.repeat(128 * 1024)}%252525`;
    const leaf = (index: number) => `a${String.fromCharCode(0x30_00 + index)}bc`;
    const times = [1, 8000].map((count) => {
      const mask = createRedactor(Array.from({ length: count }, (_, index) => leaf(index)));
      mask('made at the first text');
      return Math.min(...[1, 2, 3].map(() => cpuMs(() => mask(text))));
    });
    expect(times[1]).toBeLessThan(Math.max(times[0] ?? 0, 20) * 10);
  });
});

function cpuMs(work: () => void): number {
  const startedAt = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1000;
}

/** What a reader of a text can decode from it. */
function recovered(text: string): string {
  const decoded = text
    .split('******')
    .flatMap((part) => [
      part,
      Buffer.from(part.replaceAll(/^\S+ | \S+$/gu, ''), 'base64').toString('latin1'),
      Buffer.from(part.replaceAll(/[^0-9a-f]/giu, ''), 'hex').toString('latin1'),
    ]);
  return decoded.join('\n');
}

function longestCommon(hidden: string, text: string): number {
  return Math.max(
    ...hidden
      .replace('before ', '')
      .replace(' after', '')
      .split('******')
      .filter((part) => text.includes(part))
      .map(({ length }) => length),
  );
}
