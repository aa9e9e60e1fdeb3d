import type { Comparison, Condition, Container, Operand, Path, TextTest } from './nodes.ts';
import { describeValue, isScalar, quote } from './describe-value.ts';
import { isObject } from '../json-object.ts';
import { contains } from './contains.ts';

/**
 * What one evaluation may cost: each part and each step of a path counts one, as do each entry of a list that is
 * searched and each 32 characters that are searched, compared or counted. Without long texts and lists no condition
 * needs as much.
 */
export const MAX_STEPS = 1000;

const CHARACTERS_PER_STEP = 32;

/** Why a condition does not hold: it is false, or it cannot be told. */
interface Refusal {
  readonly kind: 'false' | 'failed';
  readonly why: () => string;
}

/** Whether a condition holds for an activity, and what that has cost. */
export interface Verdict {
  readonly steps: number;
  /** Undefined: it holds. */
  readonly refusal: Refusal | undefined;
}

/** Evaluates a condition with an activity, as JSON has it. */
export function evaluateCondition(condition: Condition, activity: unknown): Verdict {
  const scope: Scope = { activity, steps: 0 };
  const result = decide(condition, scope);
  if (scope.steps > MAX_STEPS) return { steps: scope.steps, refusal: tooCostly };
  return { steps: scope.steps, refusal: result === true ? undefined : result };
}

interface Scope {
  readonly activity: unknown;
  steps: number;
}

type Result = true | Refusal;

const tooCostly = failed(() => `it takes more than ${MAX_STEPS} steps: its texts or lists are too long`);

function decide(condition: Condition, scope: Scope): Result {
  scope.steps++;
  if (scope.steps > MAX_STEPS) return tooCostly;
  switch (condition.kind) {
    case 'path':
      return decideBoolean(condition, scope);
    case 'compare':
      return decideComparison(condition, scope);
    case 'in':
      return decideMembership(condition, scope);
    case 'test':
      return decideTest(condition, scope);
    case 'has':
      return decidePresence(condition.of, scope);
    case 'not':
      return decideNegation(condition.of, scope);
    case 'and':
      return decideAll(condition.parts, scope);
    case 'or':
      return decideAny(condition.parts, scope);
  }
}

/** One part that is false decides, also after one that cannot be told. */
function decideAll(parts: readonly Condition[], scope: Scope): Result {
  let failure: Refusal | undefined;
  for (const part of parts) {
    const result = decide(part, scope);
    if (result === true) continue;
    if (result.kind === 'false') return result;
    failure ??= result;
  }
  return failure ?? true;
}

const MAX_REASONS = 3;

/** One part that is true decides, also after one that cannot be told. */
function decideAny(parts: readonly Condition[], scope: Scope): Result {
  const refusals: Refusal[] = [];
  for (const part of parts) {
    const result = decide(part, scope);
    if (result === true) return true;
    refusals.push(result);
  }
  const kind = refusals.some((refusal) => refusal.kind === 'failed') ? 'failed' : 'false';
  const shown = refusals.slice(0, MAX_REASONS);
  const more = refusals.length > MAX_REASONS ? `, and ${refusals.length - MAX_REASONS} more` : '';
  return { kind, why: () => `${shown.map(({ why }) => why()).join('; ')}${more}` };
}

function decideNegation(of: Condition, scope: Scope): Result {
  const result = decide(of, scope);
  if (result === true) return refused(() => `${of.text} is true`);
  return result.kind === 'false' ? true : result;
}

function decideBoolean(path: Path, scope: Scope): Result {
  const value = readPath(path, scope);
  if (isMissing(value)) return value;
  if (value === true) return true;
  if (value === false) return refused(() => `${path.text} is false`);
  return failed(() => `${path.text} is ${describeValue(value)}, neither true nor false`);
}

function decidePresence(path: Path, scope: Scope): Result {
  const value = readPath(path, scope);
  return isMissing(value) ? refused(value.why) : true;
}

function decideComparison(
  { operator, left, right }: Extract<Condition, { kind: 'compare' }>,
  scope: Scope,
): Result {
  const [a, b] = [readOperand(left, scope), readOperand(right, scope)];
  if (isMissing(a)) return a;
  if (isMissing(b)) return b;
  const isEqual = operator === '==' || operator === '!=';
  const compare = isEqual ? compareEqual : compareOrder;
  const holds = compare(operator, a, b, scope);
  if (holds === true) return true;
  return { kind: holds === undefined ? 'failed' : 'false', why };

  function why(): string {
    const expected = right.kind === 'literal' ? right.text : `${right.text} (${describeValue(b)})`;
    if (left.kind === 'literal') return `${left.text} ${operator} ${expected} is false`;
    const actual = `${left.text} is ${describeValue(a)}`;
    if (holds === undefined) return `${actual}, which cannot be compared with ${expected}`;
    if (operator === '!=') return actual;
    return `${actual}, not ${operator === '==' ? '' : `${operator} `}${expected}`;
  }
}

/** Undefined: two objects or lists. */
function compareEqual(operator: Comparison, a: unknown, b: unknown, scope: Scope): boolean | undefined {
  if (!isScalar(a) && !isScalar(b)) return undefined;
  const isLong = typeof a === 'string' && typeof b === 'string' && a.length === b.length;
  if (isLong && !canPay(scope, a.length)) return undefined;
  return (a === b) === (operator === '==');
}

/** Undefined where they are not two numbers or two texts. */
function compareOrder(operator: Comparison, a: unknown, b: unknown, scope: Scope): boolean | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    return canPay(scope, Math.min(a.length, b.length)) ? isOrdered(operator, a, b) : undefined;
  }
  if (typeof a === 'number' && typeof b === 'number') return isOrdered(operator, a, b);
  return undefined;
}

function isOrdered<T extends string | number>(operator: Comparison, a: T, b: T): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function decideMembership({ item, container }: Extract<Condition, { kind: 'in' }>, scope: Scope): Result {
  const value = readOperand(item, scope);
  if (isMissing(value)) return value;
  if (!isScalar(value))
    return failed(() => `${item.text} is ${describeValue(value)}, which cannot be searched for`);
  const searched = readContainer(container, scope);
  if (isMissing(searched)) return searched;
  const isIn = isMember(value, searched, scope);
  if (isIn === true) return true;
  const shown = container.kind === 'list' ? container.text : `${container.text} (${describeValue(searched)})`;
  if (isIn === undefined) return failed(() => `${shown} is neither a list nor an object`);
  return refused(() =>
    item.kind === 'literal'
      ? `${item.text} is not in ${shown}`
      : `${item.text} is ${describeValue(value)}, not in ${shown}`,
  );
}

function isMember(value: unknown, searched: unknown, scope: Scope): boolean | undefined {
  if (isObject(searched)) return typeof value === 'string' && Object.hasOwn(searched, value);
  if (!Array.isArray(searched)) return undefined;
  for (const entry of searched) {
    scope.steps++;
    if (scope.steps > MAX_STEPS) return undefined;
    if (compareEqual('==', entry, value, scope) === true) return true;
  }
  return false;
}

function decideTest({ name, of, argument }: Extract<Condition, { kind: 'test' }>, scope: Scope): Result {
  const value = readPath(of, scope);
  if (isMissing(value)) return value;
  if (typeof value !== 'string') return failed(() => `${of.text} is ${describeValue(value)}, no text`);
  if (!canPay(scope, name === 'contains' ? value.length + argument.length : argument.length))
    return tooCostly;
  if (name === 'contains' ? contains(value, argument) : value[name](argument)) return true;
  return refused(() => `${of.text} is ${describeValue(value)}, which ${denials[name]} ${quote(argument)}`);
}

const denials: Readonly<Record<TextTest, string>> = {
  startsWith: 'does not start with',
  endsWith: 'does not end with',
  contains: 'does not contain',
};

function readContainer(container: Container, scope: Scope): unknown {
  return container.kind === 'list' ? container.items : readPath(container, scope);
}

function readOperand(operand: Operand, scope: Scope): unknown {
  if (operand.kind === 'literal') return operand.value;
  const value = readPath(operand.kind === 'size' ? operand.of : operand, scope);
  if (operand.kind === 'path' || isMissing(value)) return value;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'string') return countCharacters(value, scope);
  return new Missing(() => `${operand.of.text} is ${describeValue(value)}: it has no size`);
}

/** As people count: an emoji is one, also where a string has two units for it. */
function countCharacters(text: string, scope: Scope): number {
  if (!canPay(scope, text.length)) return 0;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** A value that is not there. */
class Missing implements Refusal {
  readonly kind = 'failed';
  readonly why: () => string;

  constructor(why: () => string) {
    this.why = why;
  }
}

function isMissing(value: unknown): value is Missing {
  return value instanceof Missing;
}

/** Own properties only: what JavaScript gives every object, activities do not have. */
function readPath({ text, segments, ends }: Path, scope: Scope): unknown {
  let value = scope.activity;
  for (const [index, segment] of segments.entries()) {
    scope.steps++;
    const isThere =
      typeof segment === 'string'
        ? isObject(value) && Object.hasOwn(value, segment)
        : Array.isArray(value) && segment < value.length;
    if (!isThere) return new Missing(() => `${text.slice(0, ends[index])} is missing`);
    value = (value as Readonly<Record<string | number, unknown>>)[segment];
  }
  return value;
}

/** Counts characters before they are looked at. False: they are too many. */
function canPay(scope: Scope, characters: number): boolean {
  scope.steps += Math.floor(characters / CHARACTERS_PER_STEP);
  return scope.steps <= MAX_STEPS;
}

function refused(why: () => string): Refusal {
  return { kind: 'false', why };
}

function failed(why: () => string): Refusal {
  return { kind: 'failed', why };
}
