import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameSecrets, readSecrets } from './named-secrets.ts';
import { createSecretTokens, isSameText } from './secret-tokens.ts';

const SECRET = 'pä"ss wörd/1';
const URL_SECRET = 'https://hooks.example/T0/abcdef';
const named = [
  { name: 'v1', text: SECRET },
  { name: 'url2', text: URL_SECRET },
];
const masked = [SECRET, URL_SECRET];
const tokens = () => createSecretTokens(named, masked);

describe('the tokens of secrets', () => {
  it.each([
    [SECRET, '{{v1}}'],
    [JSON.stringify({ a: SECRET }), '{"a":"{{v1:json}}"}'],
    [`https://a.example/?q=${encodeURIComponent(SECRET)}`, 'https://a.example/?q={{v1:url}}'],
    [`q=${new URLSearchParams({ q: 'pä"ss wörd/1' }).toString().slice(2)}`, 'q={{v1:form}}'],
    [Buffer.from(SECRET).toString('base64'), '{{v1:base64}}'],
    [Buffer.from(SECRET).toString('hex'), '{{v1:hex}}'],
    [Buffer.from(SECRET).toString('hex').toUpperCase(), '{{v1:HEX}}'],
    [`${URL_SECRET}?wait=1`, '{{url2}}?wait=1'],
    [
      '{{v1}} and {{open}} and {{masked}} and {{x}}',
      '{{open}}v1}} and {{open}}open}} and {{open}}masked}} and {{x}}',
    ],
    [`{${SECRET}}`, '{{{v1}}}'],
  ])('%s is written %s, and put back', (text, hidden) => {
    const made = tokens();
    expect(made.hide(text)).toBe(hidden);
    expect(made.restore(hidden)).toBe(text);
    expect(made.isLossy).toBe(false);
  });

  it('put back what was hidden, whatever stands around it', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('\ud800', '🗝', '\0', 'ß'),
      fc.constantFrom(
        '{{',
        '}}',
        '{',
        '}',
        '{{v1}}',
        '{{v1:base64}}',
        '{{open}}',
        '{{masked}}',
        SECRET,
        URL_SECRET,
      ),
      fc.constantFrom(
        encodeURIComponent(SECRET),
        JSON.stringify(SECRET),
        Buffer.from(SECRET).toString('base64'),
      ),
    );
    const texts = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const made = tokens();
        const hidden = made.hide(text);
        expect(hidden).not.toContain(SECRET);
        expect(hidden).not.toContain('/T0/abcdef');
        expect(made.isLossy || made.restore(hidden) === text).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are lost where a secret is written in a way that has none', () => {
    const made = tokens();
    expect(made.hide(Buffer.from(`user:${SECRET}`).toString('base64'))).not.toContain('{{');
    expect(made.isLossy).toBe(true);
  });

  it('put a stand-in where the secret is not given', () => {
    const recorded = { token: '{{v1}}', chat: { url: '{{url2}}' }, label: 'shop' };
    const given = readSecrets(recorded, { token: 'mine' });
    expect(given).toEqual([
      { name: 'v1', text: 'mine' },
      { name: 'url2', text: 'https://url2.invalid/' },
    ]);
    const made = createSecretTokens(given, []);
    expect(made.restore('{{v1:hex}} {{url2}} {{v3}}')).toBe('6d696e65 https://url2.invalid/ {{v3}}');
  });

  it('are named after the texts and numbers of the variables, each once', () => {
    const variables = { a: 'one', b: ['two', 'one', 3], url: 'http://x.example', plain: 'x' };
    expect(nameSecrets(variables, ['one', '3', 'http://x.example', 'elsewhere', ''])).toEqual([
      { name: 'v1', text: 'one' },
      { name: 'v2', text: '3' },
      { name: 'url3', text: 'http://x.example' },
    ]);
  });

  it.each([
    ['a {{v1}}', 'a {{v1:url}}', true],
    ['a {{v1}}', 'a {{v2}}', false],
    ['a ****** {{v2}}', 'a {{v1:url}} ******', true],
    ['a {{open}}', 'a {{masked}}', false],
    ['a', 'b', false],
  ])('%s and %s are the same: %s', (recorded, now, isSame) => {
    expect(isSameText(recorded, now)).toBe(isSame);
  });
});
