import { parseScript } from '../parse-script.ts';
import { RUN_DATA, ScriptVariables } from './script-variables.ts';
import { sharedNames } from './shared-names.ts';
import { childOf, childrenOf, isNode, keyOf, nameOf, namesIn, visitsOf } from './syntax-tree.ts';
import type { Node, Visit } from './syntax-tree.ts';

/** Longer sources are not looked at: that would hold up the process for too long. */
export const MAX_CHARACTERS = 16_384;

/** Names that lead to what runs share, or to code that runs later, or to code that is made of text. */
const FORBIDDEN = new Set(
  `prototype __proto__ constructor __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ defineProperty
  defineProperties setPrototypeOf getPrototypeOf getOwnPropertyDescriptor getOwnPropertyDescriptors isFrozen isSealed
  isExtensible Reflect Proxy Symbol eval Function globalThis Promise fromAsync FinalizationRegistry WeakRef
  AsyncDisposableStack stackTraceLimit prepareStackTrace captureStackTrace caller callee mixin templateSettings
  noConflict uniqueId`.split(/\s+/),
);
const PLAIN_VALUES = new Set(['undefined', 'NaN', 'Infinity', ...RUN_DATA]);
const CONVERTERS = new Set(['Boolean', 'Number', 'String', 'parseFloat', 'parseInt']);
const VISITORS = new Set(['map', 'filter', 'some', 'every', 'find']);
const COPIERS = new Set(['assign', 'extend', 'extendOwn', 'defaults', 'bindAll']);
/** Whether assigning these fails, in strict code, depends on the object alone in a fresh context. */
const OVERRIDDEN = new Set(['toString', 'valueOf', 'toLocaleString']);
const OF_UNDERSCORE = new Set(['template', 'iteratee']);

/**
 * Whether a script certainly behaves alike in a kept context, where built-ins are frozen, and in a fresh one. It does
 * when its text shows that it changes only what it has made itself or was given. Scripts that do nothing wrong may be
 * refused; none is accepted that only might be right.
 */
export function leavesNothing(source: string): boolean {
  if (source.length > MAX_CHARACTERS) return false;
  try {
    return isHarmless(parseScript(source, 'latest') as unknown as Node);
  } catch {
    // The slot says what is wrong with it.
    return false;
  }
}

function isHarmless(program: Node): boolean {
  const visits = visitsOf(program);
  const variables = new ScriptVariables(visits.map(({ node }) => node));
  const { globals } = sharedNames();
  for (const name of variables.names) if (globals.has(name) && !RUN_DATA.has(name)) return false;
  if (visits.some((visit) => isForbidden(visit) || misusesGlobal(visit) || copiesWrongly(visit, variables)))
    return false;
  const readsUnknown = visits.some((visit) => mayReadShared(visit, variables));
  return visits.every((visit) => {
    const target = targetOf(visit);
    return target === undefined || mayWrite(target, variables, readsUnknown);
  });
}

function isForbidden(visit: Visit): boolean {
  const { node, parent } = visit;
  if (node.type === 'Identifier') return FORBIDDEN.has(String(node['name'])) && !isConstructor(parent?.node);
  if (node.type === 'Literal') return typeof node['value'] === 'string' && FORBIDDEN.has(node['value']);
  if (node.type === 'ThisExpression') return !visit.isInClass;
  if (node.type === 'MemberExpression' && nameOf(childOf(node, 'object')) === '_') {
    const key = keyOf(node);
    return typeof key === 'string' && OF_UNDERSCORE.has(key);
  }
  const isLater = node['async'] === true || ['AwaitExpression', 'ImportExpression'].includes(node.type);
  return (
    isLater || node.type === 'WithStatement' || (node.type === 'ForOfStatement' && node['await'] === true)
  );
}

function isConstructor(node: Node | undefined): boolean {
  return node?.type === 'MethodDefinition' && node['kind'] === 'constructor';
}

/** A built-in may be called or asked for a constant, and nothing else: another name for it would hide what happens. */
function misusesGlobal({ node, field, parent }: Visit): boolean {
  const name = nameOf(node);
  if (name === undefined || parent === undefined || !sharedNames().globals.has(name)) return false;
  if (PLAIN_VALUES.has(name) || isNameOnly(field, parent.node)) return false;
  const { type } = parent.node;
  if (type === 'CallExpression' || type === 'NewExpression') {
    return field !== 'callee' && !(CONVERTERS.has(name) && isVisitor(parent.node));
  }
  if (type === 'MemberExpression') return field !== 'object' || !isHarmlessMember(parent);
  if (type === 'BinaryExpression') return field !== 'right' || parent.node['operator'] !== 'instanceof';
  if (type === 'UnaryExpression') return parent.node['operator'] !== 'typeof';
  return !(field === 'superClass' && name.endsWith('Error'));
}

/** Whether an identifier names a property rather than a variable. */
function isNameOnly(field: string, parent: Node): boolean {
  if (field === 'label') return true;
  const isKey = field === (parent.type === 'MemberExpression' ? 'property' : 'key');
  return isKey && parent['computed'] !== true && parent['shorthand'] !== true;
}

function isVisitor(call: Node): boolean {
  const callee = childOf(call, 'callee');
  const name = callee?.type === 'MemberExpression' ? keyOf(callee) : undefined;
  return typeof name === 'string' && VISITORS.has(name);
}

function isHarmlessMember({ node, field, parent }: Visit): boolean {
  const isCalled = field === 'callee' && /^(?:Call|New)Expression$/.test(parent?.node.type ?? '');
  if (node['computed'] === true) return false;
  if (isCalled || (nameOf(childOf(node, 'object')) === 'Math' && isPassedOn(field, parent))) return true;
  return isConstant(keyOf(node)) && targetIsNot(node, parent);
}

/** `Math.max.apply(…)`, as there was no other way for long. */
function isPassedOn(field: string, member: Visit | undefined): boolean {
  if (field !== 'object' || member?.node.type !== 'MemberExpression') return false;
  const key = keyOf(member.node);
  return (key === 'apply' || key === 'call') && member.field === 'callee';
}

function isConstant(key: string | Node | undefined): boolean {
  return typeof key === 'string' && /^[A-Z][A-Z0-9_]*$/.test(key);
}

function targetIsNot(node: Node, parent: Visit | undefined): boolean {
  return parent === undefined || targetOf(parent) !== node;
}

/**
 * What is read by a key that may be any text, or under the name of a method and not called, may be shared; so may what
 * Underscore reads, which takes keys as arguments, and what a function `map` of the script is given as a converter.
 */
function mayReadShared({ node, field, parent }: Visit, variables: ScriptVariables): boolean {
  if (nameOf(node) === '_') return true;
  if (field === 'arguments' && CONVERTERS.has(nameOf(node) ?? '')) return true;
  const isOnlyTarget = parent !== undefined && !targetIsNot(node, parent) && !readsTarget(parent.node);
  const isRead = node.type === 'MemberExpression' && !isOnlyTarget;
  if (!isRead && !isPatternKey(node, parent?.node)) return false;
  const key = keyOf(node);
  if (isNode(key)) return !variables.isNumber(key);
  const isCalled = field === 'callee' && parent?.node.type === 'CallExpression';
  return key !== undefined && sharedNames().methods.has(key) && !isCalled;
}

/** `a[k] ||= {}` gives what it has read. */
function readsTarget(node: Node): boolean {
  return node.type === 'AssignmentExpression' && node['operator'] !== '=';
}

function isPatternKey(node: Node, parent: Node | undefined): boolean {
  return node.type === 'Property' && parent?.type === 'ObjectPattern';
}

/** What a node assigns to or removes. */
function targetOf({ node, field, parent }: Visit): Node | undefined {
  if (node.type === 'AssignmentExpression' || /^For(?:In|Of)Statement$/.test(node.type))
    return childOf(node, 'left');
  if (node.type === 'UpdateExpression') return childOf(node, 'argument');
  if (node.type === 'UnaryExpression' && node['operator'] === 'delete') return childOf(node, 'argument');
  // Parts of a pattern to assign to, as in `[a.b] = list`.
  return node.type === 'MemberExpression' && isInPattern(field, parent) ? node : undefined;
}

function isInPattern(field: string, parent: Visit | undefined): boolean {
  const type = parent?.node.type ?? '';
  if (type === 'Property') return field === 'value' && parent?.parent?.node.type === 'ObjectPattern';
  return /^(?:ArrayPattern|RestElement)$/.test(type) || (type === 'AssignmentPattern' && field === 'left');
}

/** Whether a call copies properties into something that the script may not have made. */
function copiesWrongly({ node }: Visit, variables: ScriptVariables): boolean {
  const callee = node.type === 'CallExpression' ? childOf(node, 'callee') : undefined;
  const key = callee?.type === 'MemberExpression' ? keyOf(callee) : undefined;
  if (callee === undefined || typeof key !== 'string' || !COPIERS.has(key)) return false;
  const object = childOf(callee, 'object');
  const isLibrary = ['Object', '_'].includes(nameOf(object) ?? '');
  const target = isLibrary ? childrenOf(node, 'arguments')[0] : object;
  return target !== undefined && !variables.isOwnObject(target);
}

function mayWrite(target: Node, variables: ScriptVariables, readsUnknown: boolean): boolean {
  if (target.type === 'VariableDeclaration') return true;
  if (target.type === 'Identifier' || target.type.endsWith('Pattern')) {
    return namesIn(target).every((name) => !isShared(name));
  }
  if (target.type !== 'MemberExpression') return false;
  const object = childOf(target, 'object');
  const key = keyOf(target);
  if (object === undefined || key === undefined || isShared(nameOf(object) ?? '')) return false;
  if (typeof key === 'string' && OVERRIDDEN.has(key))
    return object.type === 'ThisExpression' || variables.isOwnObject(object);
  if (isNode(key) ? !variables.isNumber(key) : isInherited(key)) return variables.isOwnObject(object);
  return !readsUnknown || variables.isOwn(object);
}

function isShared(name: string): boolean {
  return sharedNames().globals.has(name) && !RUN_DATA.has(name);
}

/** Frozen methods of arrays, maps and so on cannot be replaced in an object that inherits them. */
function isInherited(key: string): boolean {
  const { methods, ofObjects } = sharedNames();
  return methods.has(key) && !ofObjects.has(key);
}
