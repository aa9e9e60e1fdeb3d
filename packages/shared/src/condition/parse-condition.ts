import { ConditionFault } from './condition-fault.ts';
import type { Condition, Container, Literal, Operand, Path } from './nodes.ts';
import { comparisons, textTests } from './nodes.ts';
import { createReader, type Reader } from './reader.ts';
import { readText, type Token } from './tokens.ts';

/** The longest condition, in characters. */
export const MAX_CONDITION = 1000;

/** How many parentheses and `!` may stand around a part. */
const MAX_DEPTH = 20;

/** Reads a condition. Throws a ConditionFault that says what is wrong, and where. */
export function parseCondition(text: string): Condition {
  if (text.length > MAX_CONDITION)
    throw new ConditionFault(MAX_CONDITION, `a condition has ${MAX_CONDITION} characters at most`);
  const reader = createReader(text);
  const condition = readOr(reader, 0);
  if (reader.next.kind !== 'end') throw unexpected(reader.next);
  return condition;
}

function readOr(reader: Reader, depth: number): Condition {
  return readJoined(reader, 'or', '||', () => readAnd(reader, depth));
}

function readAnd(reader: Reader, depth: number): Condition {
  return readJoined(reader, 'and', '&&', () => readPart(reader, depth));
}

function readJoined(reader: Reader, kind: 'and' | 'or', symbol: string, read: () => Condition): Condition {
  const { at } = reader.next;
  const first = read();
  const parts = [first];
  while (reader.takes(symbol)) parts.push(read());
  return parts.length === 1 ? first : { kind, parts, text: reader.textFrom(at) };
}

function readPart(reader: Reader, depth: number): Condition {
  const { at } = reader.next;
  if (depth > MAX_DEPTH) throw new ConditionFault(at, `parts are nested ${MAX_DEPTH} times at most`);
  if (reader.takes('!')) return { kind: 'not', of: readPart(reader, depth + 1), text: reader.textFrom(at) };
  if (!reader.takes('(')) return readSimple(reader);
  const inner = readOr(reader, depth + 1);
  reader.expect(')');
  return inner;
}

/** A comparison, `in`, a test of a text, `has`, or a field that is true or false. */
function readSimple(reader: Reader): Condition {
  const start = reader.next;
  if (isName(start, 'has')) {
    reader.take();
    const of = readInParentheses(reader);
    return { kind: 'has', of, text: reader.textFrom(start.at) };
  }
  const left = readOperand(reader);
  if (left.kind === 'path' && reader.takesMethod()) return readTest(reader, left, start);
  const { next } = reader;
  const operator = comparisons.find((symbol) => reader.takes(symbol));
  if (operator !== undefined) {
    const right = readOperand(reader);
    if (left.kind === 'literal' && right.kind === 'literal')
      throw new ConditionFault(start.at, 'one side must be a field of the activity');
    if (operator !== '==' && operator !== '!=') [left, right].forEach((side) => requireOrdered(side, next));
    return { kind: 'compare', operator, left, right, text: reader.textFrom(start.at) };
  }
  if (isName(next, 'in')) {
    reader.take();
    const container = readContainer(reader);
    if (left.kind === 'literal' && container.kind === 'list')
      throw new ConditionFault(start.at, 'one side must be a field of the activity');
    return { kind: 'in', item: left, container, text: reader.textFrom(start.at) };
  }
  if (left.kind === 'path') return left;
  throw new ConditionFault(start.at, `${left.text} is neither true nor false of an activity: compare it`);
}

function requireOrdered(side: Operand, { at, text }: Token): void {
  if (side.kind !== 'literal' || typeof side.value === 'number' || typeof side.value === 'string') return;
  throw new ConditionFault(at, `"${text}" compares numbers or texts, not ${side.text}`);
}

function readTest(reader: Reader, of: Path, start: Token): Condition {
  const method = reader.take();
  const name = textTests.find((test) => test === method.text);
  if (name === undefined) throw new ConditionFault(method.at, explainMethod(method.text, of.text));
  reader.expect('(');
  const argument = reader.take();
  if (argument.kind !== 'text') throw new ConditionFault(argument.at, `${name} takes a text in quotes`);
  reader.expect(')');
  return { kind: 'test', name, of, argument: readText(argument), text: reader.textFrom(start.at) };
}

function explainMethod(name: string, path: string): string {
  if (name === 'size') return `the size is written size(${path})`;
  const known = textTests.join(', ');
  if (name === 'matches') return `there are no regular expressions: use ${known}`;
  return `${name} is not known: there are ${known}`;
}

function readOperand(reader: Reader): Operand {
  const start = reader.next;
  if (isName(start, 'size')) {
    reader.take();
    const of = readInParentheses(reader);
    return { kind: 'size', of, text: reader.textFrom(start.at) };
  }
  if (isName(start, 'activity')) return readPath(reader);
  const value = readLiteral(reader);
  return { kind: 'literal', value, text: start.text };
}

function readContainer(reader: Reader): Container {
  const start = reader.next;
  if (isName(start, 'activity')) return readPath(reader);
  if (!reader.takes('[')) throw new ConditionFault(start.at, '"in" takes a list, as ["a", "b"], or a field');
  const items: Literal[] = [];
  do items.push(readLiteral(reader));
  while (reader.takes(','));
  reader.expect(']');
  return { kind: 'list', items, text: reader.textFrom(start.at) };
}

function readInParentheses(reader: Reader): Path {
  reader.expect('(');
  if (!isName(reader.next, 'activity')) throw unexpected(reader.next);
  const path = readPath(reader);
  reader.expect(')');
  return path;
}

/** Leaves a method to be read. */
function readPath(reader: Reader): Path {
  const { at } = reader.take();
  const segments: (string | number)[] = [];
  const ends: number[] = [];
  while (!reader.isAtMethod()) {
    if (reader.takes('.')) segments.push(readFieldName(reader));
    else if (reader.takes('[')) segments.push(readIndex(reader));
    else break;
    ends.push(reader.textFrom(at).length);
  }
  const text = reader.textFrom(at);
  if (segments.length > 0) return { kind: 'path', segments, ends, text };
  throw new ConditionFault(at, 'name a field of the activity, as activity.type');
}

function readFieldName(reader: Reader): string {
  const { kind, text, at } = reader.take();
  if (kind === 'name' && !keywords.has(text)) return text;
  throw new ConditionFault(at, `the name of a field is missing; others than words are written ["…"]`);
}

function readIndex(reader: Reader): string | number {
  const token = reader.take();
  const index = token.kind === 'text' ? readText(token) : Number(token.text);
  const isIndex = token.kind === 'text' || (token.kind === 'number' && /^[0-9]{1,9}$/.test(token.text));
  if (!isIndex)
    throw new ConditionFault(token.at, 'brackets hold the number of an entry, or a name in quotes');
  reader.expect(']');
  return index;
}

const keywords: ReadonlyMap<string, boolean | null | undefined> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
  ['in', undefined],
]);

function readLiteral(reader: Reader): Literal {
  const token = reader.take();
  if (token.kind === 'text') return readText(token);
  if (token.kind === 'number') return readNumber(token);
  const value = token.kind === 'name' ? keywords.get(token.text) : undefined;
  if (value === undefined) throw unexpected(token);
  return value;
}

function readNumber({ text, at }: Token): number {
  const value = Number(text);
  const isExact = /[.eE]/.test(text) ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (isExact) return value;
  throw new ConditionFault(at, 'this number is too large');
}

function isName({ kind, text }: Token, name: string): boolean {
  return kind === 'name' && text === name;
}

const otherWords: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
]);

function unexpected({ kind, text, at }: Token): ConditionFault {
  if (kind === 'end') return new ConditionFault(at, 'something is missing at the end');
  const symbol = kind === 'name' ? otherWords.get(text) : undefined;
  if (symbol !== undefined) return new ConditionFault(at, `"${text}" is written "${symbol}"`);
  if (kind !== 'name') return new ConditionFault(at, `${text} is not expected here`);
  return new ConditionFault(
    at,
    `"${text}" is not known: fields begin with "activity.", texts stand in quotes`,
  );
}
