import { toJavaScript } from '@upshot/sandbox/typescript';
import { parse, type AnyNode } from 'acorn';
import { didYouMean } from '@upshot/shared/nearest';
import { childrenOf, createScope, type Given, type Resolved } from './resolve-chain.ts';
import type { Place } from '../excerpt.ts';

const MAX_KEYS = 12;
const MAX_SOURCE = 200_000;

/**
 * Says what the given data holds where a script found nothing. The place is that of a TypeError at a member chain that
 * starts in `activity`, `project` or `variables`, or in a variable that was declared as a part of these. Gives
 * `undefined` where the data explains nothing.
 */
export function explainTypeError(source: string, place: Place, given: Given): string | undefined {
  if (source.length > MAX_SOURCE) return undefined;
  const root = parseLoosely(toJavaScript(source));
  const position = root === undefined ? -1 : positionOf(source, place);
  if (root === undefined || position < 0) return undefined;
  const chain = chainAt(root, position);
  if (chain === undefined) return undefined;
  return describeMissing(createScope(root, given).resolve(chain));
}

function parseLoosely(source: string): AnyNode | undefined {
  try {
    return parse(source, { ecmaVersion: 2021, allowReturnOutsideFunction: true, allowHashBang: true });
  } catch {
    return undefined;
  }
}

function positionOf(source: string, { line, column }: Place): number {
  const breaks = [...source.matchAll(/\r\n|[\n\r\u2028\u2029]/g)];
  const before = line === 1 ? undefined : breaks[line - 2];
  if (line > 1 && before === undefined) return -1;
  return (before === undefined ? 0 : before.index + before[0].length) + column - 1;
}

/**
 * The object whose property the engine could not read or call. The engine points at the name of the property, at the
 * bracket's content, or, where a value is taken apart, at the pattern.
 */
function chainAt(root: AnyNode, position: number): AnyNode | undefined {
  let found: AnyNode | undefined;
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (position < node.start || position >= node.end) continue;
    if (node.type === 'MemberExpression' && isAtProperty(node, position)) found = node;
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init && !found)
      found = node;
    waiting.push(...childrenOf(node));
  }
  return found;
}

function isAtProperty(
  { property, object }: Extract<AnyNode, { type: 'MemberExpression' }>,
  position: number,
) {
  return position >= object.end && position < property.end;
}

function describeMissing(resolved: Resolved | undefined): string | undefined {
  if (resolved?.missing === undefined) return undefined;
  const { path, holder, key } = resolved.missing;
  if (holder === null) return `${path} is null`;
  if (Array.isArray(holder)) {
    return `${path} has ${holder.length === 1 ? '1 element' : `${holder.length} elements`}`;
  }
  if (typeof holder !== 'object') return `${path} is a ${typeof holder}`;
  const keys = Object.keys(holder);
  if (keys.length === 0) return `${path} is empty`;
  const more = keys.length > MAX_KEYS ? `, and ${keys.length - MAX_KEYS} more` : '';
  const hint = keys.length > 1 ? didYouMean(key, keys) : '';
  return `${path} has: ${keys.slice(0, MAX_KEYS).join(', ')}${more}${hint}`;
}
