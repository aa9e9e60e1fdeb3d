import { ConditionFault } from './condition-fault.ts';

type TokenKind = 'name' | 'number' | 'text' | 'symbol' | 'end';

/** A word of a condition, and where it stands. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const SPACE = /[ \t\r\n]*/y;

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])/y],
  ['text', /"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'/y],
  ['symbol', /&&|\|\||==(?!=)|!=(?!=)|<=|>=|[<>!()[\],.]/y],
];

const hints: readonly (readonly [RegExp, string])[] = [
  [/===|=(?!=)/y, 'two values are compared with "=="'],
  [/!==/y, 'two values are compared with "!="'],
  [/&/y, '"and" is written "&&"'],
  [/\|/y, '"or" is written "||"'],
  [/["']/y, 'this text has no end: a quote is missing'],
  [/[“”„‘’`]/y, 'texts stand in plain quotes, " or \''],
  [/-?[0-9]/y, 'this is no number'],
  [/[-+*/%?]/y, 'there is no arithmetic'],
];

/** Takes the text of a condition apart. Throws a ConditionFault over what is no word. */
export function toTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, tokens.at(-1)?.end ?? at))
    tokens.push(readToken(text, at));
  return tokens;
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.length ?? 0);
}

function readToken(text: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    const found = matchAt(pattern, text, at);
    if (found !== undefined) return { kind, text: found, at, end: at + found.length };
  }
  const hint = hints.find(([pattern]) => matchAt(pattern, text, at) !== undefined)?.[1];
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new ConditionFault(at, hint ?? `${JSON.stringify(character)} has no meaning here`);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The text that a token in quotes stands for. */
export function readText({ text, at }: Token): string {
  return text.slice(1, -1).replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (...match: readonly unknown[]) => {
    const [, hex, character = '', index] = match;
    const escaped =
      typeof hex === 'string' ? String.fromCharCode(Number.parseInt(hex, 16)) : escapes[String(character)];
    if (escaped !== undefined) return escaped;
    throw new ConditionFault(at + 1 + Number(index), `"\\${String(character)}" means nothing in a text`);
  });
}
