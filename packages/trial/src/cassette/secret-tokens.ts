import { createRedactor } from '@upshot/secrets/redact/redact';
import { standInOf, type NamedSecret } from './named-secrets.ts';

/** Takes secrets out of texts by name, and puts them back. */
export interface SecretTokens {
  /** The text with `{{v1}}` in place of a secret, `{{v1:base64}}` in place of its base64, and so on. */
  readonly hide: (text: string) => string;
  /** What `hide` was given. Names without a text give their stand-in. */
  readonly restore: (text: string) => string;
  /** Whether `hide` had to mask something for good, since it was written in a way that has no token. */
  readonly isLossy: boolean;
}

/** The ways of writing a secret that have a token. `plain` comes first: a way that changes nothing has none. */
const WAYS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  json: (text) => JSON.stringify(text).slice(1, -1),
  url: (text) => encodeURIComponent(text.toWellFormed()),
  form: (text) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
  jsonurl: (text) => encodeURIComponent(JSON.stringify(text.toWellFormed()).slice(1, -1)),
  href: (text) => URL.parse(text)?.href ?? text,
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  HEX: (text) => Buffer.from(text).toString('hex').toUpperCase(),
};

/** A shorter secret has no token: it would be found in every other word. */
const SHORTEST = 4;

const TOKEN = /\{\{(open|masked|(?:v|url)\d+(?::\w+)?)\}\}/g;

/** In place of a secret without a token. */
const LOST = '******';

/** In place of a header that is never compared. */
export const MASKED = '{{masked}}';

/** Makes the tokens of some secrets; `masked` are all texts that must not be seen. */
export function createSecretTokens(named: readonly NamedSecret[], masked: readonly string[]): SecretTokens {
  const spellings = spellingsOf(named.filter(({ text }) => text.length >= SHORTEST));
  const pattern = patternOf([...spellings.keys()]);
  const texts = new Map(named.map(({ name, text }) => [name, text]));
  const redact = createRedactor(masked);
  let isLossy = false;
  const hidePiece = (piece: string): string => {
    const redacted = redact(piece);
    isLossy ||= redacted !== piece;
    return redacted.replaceAll(TOKEN, '{{open}}$1}}');
  };
  return {
    hide: (text) => {
      if (pattern === undefined) return hidePiece(text);
      // Every second piece is a secret.
      return text
        .split(pattern)
        .map((piece, index) => (index % 2 === 0 ? hidePiece(piece) : `{{${spellings.get(piece) ?? ''}}}`))
        .join('');
    },
    restore: (text) =>
      text.replaceAll(TOKEN, (token: string, inner: string) => {
        if (inner === 'open') return '{{';
        if (inner === 'masked') return token;
        const [name = '', way = 'plain'] = inner.split(':');
        return (WAYS[way] ?? WAYS['plain'])?.(texts.get(name) ?? standInOf(name)) ?? token;
      }),
    get isLossy() {
      return isLossy;
    },
  };
}

/**
 * Whether two texts with tokens are the same. How a secret is written does not count, for a stand-in may be written the
 * same in several ways; nor does which it is, where one of the texts has it masked for good.
 */
export function isSameText(recorded: string, now: string): boolean {
  if (recorded === now) return true;
  const isMasked = [recorded, now].some((text) => text.includes(LOST));
  const [first, second] = [recorded, now].map((text) => {
    const plain = text.replaceAll(TOKEN, (token: string, inner: string) =>
      inner === 'open' || inner === 'masked' ? token : `{{${inner.replace(/:.*/, '')}}}`,
    );
    return isMasked ? plain.replaceAll(/\{\{(?:v|url)\d+\}\}/g, LOST) : plain;
  });
  return first === second;
}

/** What to look for, and the token of each, without its braces. */
function spellingsOf(named: readonly NamedSecret[]): ReadonlyMap<string, string> {
  const spellings = new Map<string, string>();
  for (const [way, write] of Object.entries(WAYS))
    for (const { name, text } of named) {
      const spelling = write(text);
      if (!spellings.has(spelling)) spellings.set(spelling, way === 'plain' ? name : `${name}:${way}`);
    }
  return spellings;
}

/** The longest comes first: a secret may be part of another one. */
function patternOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const longestFirst = texts.toSorted((a, b) => b.length - a.length);
  return new RegExp(
    `(${longestFirst.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)).join('|')})`,
  );
}
