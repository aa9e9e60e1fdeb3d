/** Where a text stops being JSON, and what could have stood there. */
export interface JsonFault {
  /** In UTF-16 units, from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly expected: string;
}

type Expectation = 'value' | 'first element' | 'first key' | 'key' | 'colon' | 'comma' | 'end';

const wording: { readonly [E in Expectation]: string } = {
  value: 'a value',
  'first element': 'a value or "]"',
  'first key': 'a key in double quotes or "}"',
  key: 'a key in double quotes',
  colon: '":"',
  comma: '"," or the closing bracket',
  end: 'nothing more',
};

const blank = /[ \t\r\n]*/y;
const plainToken = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapeToken = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Finds where `text`, which is not valid JSON (RFC 8259), breaks the grammar. */
export function findJsonFault(text: string): JsonFault {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  let at = matchEnd(blank, text, 0) ?? 0;
  for (;;) {
    const step = takeToken(text, at, expected, open);
    if (step === undefined) return describe(text, at, wording[expected]);
    at = matchEnd(blank, text, step.end) ?? step.end;
    expected = step.next;
  }
}

interface Step {
  readonly end: number;
  readonly next: Expectation;
}

function takeToken(text: string, at: number, expected: Expectation, open: ('{' | '[')[]): Step | undefined {
  const character = text[at];
  switch (expected) {
    case 'first element':
      return character === ']' ? close(at, open) : takeValue(text, at, open);
    case 'value':
      return takeValue(text, at, open);
    case 'first key':
      return character === '}' ? close(at, open) : takeKey(text, at);
    case 'key':
      return takeKey(text, at);
    case 'colon':
      return character === ':' ? { end: at + 1, next: 'value' } : undefined;
    case 'comma':
      return takeComma(character, at, open);
    case 'end':
      return undefined;
  }
}

function takeValue(text: string, at: number, open: ('{' | '[')[]): Step | undefined {
  const character = text[at];
  if (character === '{' || character === '[') {
    open.push(character);
    return { end: at + 1, next: character === '{' ? 'first key' : 'first element' };
  }
  const end = character === '"' ? endOfString(text, at) : matchEnd(plainToken, text, at);
  return end === undefined ? undefined : { end, next: open.length === 0 ? 'end' : 'comma' };
}

function takeKey(text: string, at: number): Step | undefined {
  const end = endOfString(text, at);
  return end === undefined ? undefined : { end, next: 'colon' };
}

function takeComma(character: string | undefined, at: number, open: ('{' | '[')[]): Step | undefined {
  const isObject = open.at(-1) === '{';
  if (character === ',') return { end: at + 1, next: isObject ? 'key' : 'value' };
  return character === (isObject ? '}' : ']') ? close(at, open) : undefined;
}

function close(at: number, open: ('{' | '[')[]): Step {
  open.pop();
  return { end: at + 1, next: open.length === 0 ? 'end' : 'comma' };
}

/** Undefined when there is no valid string. */
function endOfString(text: string, opening: number): number | undefined {
  if (text[opening] !== '"') return undefined;
  const at = breakInString(text, opening);
  return text[at] === '"' ? at + 1 : undefined;
}

/**
 * Where a string ends, or breaks the grammar. A loop, since a regular expression would need a stack as deep as the
 * string is long.
 */
function breakInString(text: string, opening: number): number {
  let at = opening + 1;
  while (at < text.length && text[at] !== '"' && text.charCodeAt(at) >= 0x20) {
    const end = text[at] === '\\' ? matchEnd(escapeToken, text, at) : at + 1;
    if (end === undefined) return at;
    at = end;
  }
  return at;
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function describe(text: string, at: number, expected: string): JsonFault {
  const broken = text[at] === '"' ? breakInString(text, at) : at;
  const offset = text[broken] === '"' ? at : broken;
  const wanted = offset === at ? expected : 'the rest of a string (without raw control characters)';
  return { offset, ...lineAndColumn(text, offset), expected: wanted };
}

/** The line and the column of an offset, both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}
