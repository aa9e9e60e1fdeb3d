import { runInNewContext } from 'node:vm';
import type { AnyNode } from 'acorn';
import { scriptGlobals } from '@upshot/sandbox/script-api/globals';
import { ioTypes } from '@upshot/sandbox/script-api/io-types';
import { webClasses } from '@upshot/sandbox/script-api/web-classes';
import { didYouMean } from '@upshot/shared/nearest';
import { isCallOf, isName, memberName, promiseMethods, type LintProgram, type Placed } from './program.ts';
import type { Finding, LintRule } from './rule.ts';

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame']);
const removed = new Set(['Atomics', 'SharedArrayBuffer', 'WebAssembly']);
const ofLanguage = (runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]).filter(
  (name) => !removed.has(name),
);
const globals = [
  ...new Set([...ofLanguage, 'arguments', ...[...scriptGlobals, ...webClasses].map(({ name }) => name)]),
];

/** Rules about names: of globals, of modules, of members. */
export const nameRules: Readonly<Record<string, LintRule>> = {
  'unknown-global': {
    severity: 'error',
    says: 'A name that neither the script declares nor scripts have.',
    find: (program) =>
      unknownNames(program)
        .filter(({ name }) => !timers.has(name))
        .map(({ node, name }) => ({ node, message: `${name} is not defined${didYouMean(name, globals)}` })),
  },
  'no-timer': {
    severity: 'error',
    says: 'A timer: a script is synchronous and ends with its last line.',
    find: (program) =>
      unknownNames(program)
        .filter(({ name }) => timers.has(name))
        .map(({ node, name }) => ({
          node,
          message: `there is no ${name}: a script is synchronous and ends with its last line`,
        })),
  },
  'unknown-module': {
    severity: 'error',
    says: '`require` of anything but `storage`.',
    find: (program) =>
      program.nodes.flatMap(({ node }) => {
        if (node.type !== 'CallExpression' || !isCallOf(program, node, 'require')) return [];
        const [name] = node.arguments;
        if (name?.type !== 'Literal' || name.value === 'storage') return [];
        return [{ node, message: `there is no module ${String(name.raw)}; the only module is "storage"` }];
      }),
  },
  'unknown-member': {
    severity: 'error',
    says: 'A member that a response, its headers, the storage, `crypto` or `console` does not have.',
    find: (program) => program.nodes.flatMap(({ node }) => unknownMember(program, node)),
  },
  'unknown-activity-field': {
    severity: 'warning',
    says: 'A field of `activity` that no documented activity has.',
    find: (program, { activityFields }) =>
      program.nodes.flatMap(({ node }) => {
        if (node.type !== 'MemberExpression' || program.writes.has('activity')) return [];
        const name = memberName(node);
        const isKnown = name === undefined || activityFields.includes(name) || name in {};
        if (isKnown || !isName(node.object, 'activity')) return [];
        return [{ node, message: `no documented activity has ${name}${didYouMean(name, activityFields)}` }];
      }),
  },
};

/** To look for the nearest name takes a while: of very many unknown names the first are enough. */
const MAX_NAMES = 1000;

function unknownNames({ nodes, writes }: LintProgram): readonly { node: AnyNode; name: string }[] {
  const unknown = nodes.flatMap((place) => {
    const { node } = place;
    if (node.type !== 'Identifier' || !isReference(place)) return [];
    return writes.has(node.name) || globals.includes(node.name) ? [] : [{ node, name: node.name }];
  });
  return unknown.slice(0, MAX_NAMES);
}

/** Whether an identifier is a variable that is read or called. `typeof x` is how scripts ask whether x exists. */
function isReference({ node, parent }: Placed): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
      return parent.value === node || parent.computed;
    case 'MethodDefinition':
      return parent.computed;
    case 'UnaryExpression':
      return parent.operator !== 'typeof';
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return false;
    default:
      return true;
  }
}

function unknownMember(program: LintProgram, node: AnyNode): readonly Finding[] {
  if (node.type !== 'MemberExpression') return [];
  const name = memberName(node);
  const type = ioTypes.find((ioType) => ioType.name === typeOf(program, node.object));
  if (name === undefined || type === undefined || name in {}) return [];
  // A promise's methods have a rule of their own.
  if (type.name === 'ScriptResponse' && promiseMethods.has(name)) return [];
  const known = type.members.map((member) => member.name);
  if (known.includes(name)) return [];
  const owner = type.name.replace('Script', '').toLowerCase();
  return [{ node, message: `${owner} has no ${name}${didYouMean(name, known)}` }];
}

/** The type of an expression, where the table knows it. */
function typeOf(program: LintProgram, node: AnyNode, depth = 0): string | undefined {
  if (depth > 20) return undefined;
  if (isCallOf(program, node, 'fetch')) return 'ScriptResponse';
  if (isCallOf(program, node, 'require')) return 'ScriptStorage';
  if (node.type === 'Identifier') {
    const init = program.constants.get(node.name);
    if (init !== undefined) return typeOf(program, init, depth + 1);
    return program.writes.has(node.name)
      ? undefined
      : scriptGlobals.find(({ name }) => name === node.name)?.type;
  }
  const name = memberName(node);
  if (node.type !== 'MemberExpression' || name === undefined) return undefined;
  const owner = typeOf(program, node.object, depth + 1);
  const members = ioTypes.find((type) => type.name === owner)?.members;
  return members?.find((member) => member.name === name)?.type;
}
