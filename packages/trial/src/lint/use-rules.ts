import type { AnyNode } from 'acorn';
import { looksLikeToken } from '@upshot/secrets/redact/describe-request';
import { didYouMean, onlyNear } from '@upshot/shared/nearest';
import { isCallOf, isName, memberName, promiseMethods, valueOf, type LintProgram } from './program.ts';
import { isFunction, isOnlyAsyncFlow } from './only-async-flow.ts';
import type { Fix, LintRule } from './rule.ts';

const localTime = new Set(['getHours', 'getDay', 'getDate', 'toLocaleTimeString', 'toLocaleString']);

/** Rules about how things are used. */
export const useRules: Readonly<Record<string, LintRule>> = {
  'no-fetch-promise': {
    severity: 'error',
    says: '`then`, `catch` or `finally` of `fetch`, which gives the response itself.',
    find: (program) =>
      program.nodes.flatMap(({ node }) => {
        const name = memberName(node) ?? '';
        if (node.type !== 'MemberExpression' || !promiseMethods.has(name)) return [];
        if (!isCallOf(program, valueOf(program, node.object), 'fetch')) return [];
        return [{ node, message: `fetch gives the response itself, no promise: leave out ${name}` }];
      }),
  },
  'no-fetch-await': {
    severity: 'warning',
    says: '`await` of `fetch`, which has waited already.',
    find: (program) =>
      program.nodes.flatMap(({ node }) =>
        node.type === 'AwaitExpression' && isCallOf(program, node.argument, 'fetch')
          ? [{ node, message: 'fetch has waited already: leave out await', fix: withoutAwait(program, node) }]
          : [],
      ),
  },
  'unchecked-response': {
    severity: 'warning',
    says: 'A response of which the script never reads `ok` or `status`: a refused request looks like a success.',
    find: (program) => {
      const reads = program.nodes.some(({ node, parent }) => isRead(node, parent));
      return program.nodes.flatMap(({ node, parent }) => {
        if (!isCallOf(program, node, 'fetch')) return [];
        if (reads && parent?.type !== 'ExpressionStatement') return [];
        return [{ node, message: 'whether the request was accepted is never looked at: read ok or status' }];
      });
    },
  },
  'unknown-event': {
    severity: 'warning',
    says: 'An event type, in the header or compared with `activity.type`, that the catalogue does not have.',
    find: (program, { eventTypes }) =>
      namedEvents(program).flatMap(({ node, type, start }) => {
        if (eventTypes.includes(type) || type.includes('*')) return [];
        const hint = didYouMean(type, eventTypes);
        const meant = start === undefined ? undefined : meantEvent(type, eventTypes);
        const fix =
          start === undefined || meant === undefined
            ? undefined
            : { start, end: start + type.length, text: meant };
        return [{ node, message: `there is no event type ${type} in the catalogue${hint}`, fix }];
      }),
  },
  'secret-literal': {
    severity: 'warning',
    says: 'A text that looks like a secret. A sensitive variable is sealed and redacted; a script is not.',
    find: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const text = textOf(node);
        if (text === undefined || !text.split(/[/\s"?&=@,:]+/).some(looksLikeToken)) return [];
        return [{ node, message: 'this looks like a secret: make it a sensitive variable' }];
      }),
  },
  'local-time': {
    severity: 'warning',
    says: 'A method of dates that depends on the time zone: that of scripts is always UTC.',
    find: (program) =>
      program.nodes.flatMap(({ node }) => {
        const name = memberName(node);
        if (name === undefined || !localTime.has(name)) return [];
        const message = `${name} is in UTC: scripts have no other time zone`;
        return [{ node, message, fix: namedUtc(program, node, name) }];
      }),
  },
  'shared-counter': {
    severity: 'warning',
    says: 'A value that is read and stored again, while several runs may be under way (`--concurrency`).',
    find: (program, { concurrency }) => {
      if (concurrency < 2) return [];
      const read = new Set(storageCalls(program, 'get').map(({ key }) => key));
      return storageCalls(program, 'set')
        .filter(({ key }) => read.has(key))
        .map(({ node, key }) => ({
          node,
          message: `with a concurrency of ${concurrency}, another run may store "${key}" in between`,
        }));
    },
  },
};

function isRead(node: AnyNode, parent: AnyNode | undefined): boolean {
  const isKey = (name: string | undefined) => name === 'ok' || name === 'status';
  if (node.type === 'MemberExpression') return isKey(memberName(node));
  return (
    node.type === 'Property' &&
    parent?.type === 'ObjectPattern' &&
    node.key.type === 'Identifier' &&
    isKey(node.key.name)
  );
}

/** An event type that a script names. */
interface NamedEvent {
  readonly node: Pick<AnyNode, 'loc'>;
  readonly type: string;
  /** Where it begins in a comment. */
  readonly start?: number;
}

function namedEvents({ nodes, comments }: LintProgram): readonly NamedEvent[] {
  const inHeader = comments.flatMap((comment): NamedEvent[] => {
    const [, head = '', types = ''] = /^(\s*upshot:\s*events\s+)(.*)$/.exec(comment.value) ?? [];
    const from = comment.start + '//'.length + head.length;
    return [...types.matchAll(/[^\s,]+/g)].map(({ 0: type, index }) => ({
      node: comment,
      type,
      start: from + index,
    }));
  });
  const compared = nodes.flatMap(({ node }): NamedEvent[] => {
    if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) return [];
    const sides: readonly AnyNode[] = [node.left, node.right];
    if (!sides.some(isActivityType)) return [];
    return sides.flatMap((side) => {
      const type = textOf(side);
      return type === undefined ? [] : [{ node: side, type }];
    });
  });
  return [...inHeader, ...compared];
}

/** A comment does nothing, so a name in it can be fixed where only one can be meant. */
function meantEvent(type: string, eventTypes: readonly string[]): string | undefined {
  const whole = `environment.${type}`;
  return eventTypes.includes(whole) ? whole : onlyNear(type, eventTypes);
}

function withoutAwait(program: LintProgram, node: AnyNode): Fix | undefined {
  const around = program.nodes.filter(
    (place) => isFunction(place.node) && place.node.start < node.start && place.node.end >= node.end,
  );
  const flow = around.at(-1)?.node;
  if (node.type !== 'AwaitExpression' || flow === undefined || !isOnlyAsyncFlow(program, flow))
    return undefined;
  const { start, argument } = node;
  const isCommented = program.comments.some(
    (comment) => comment.start > start && comment.end <= argument.start,
  );
  return isCommented ? undefined : { start, end: argument.start, text: '' };
}

/** The zone is always UTC: the method of UTC gives the same. */
function namedUtc(program: LintProgram, node: AnyNode, name: string): Fix | undefined {
  if (node.type !== 'MemberExpression' || node.computed || !name.startsWith('get')) return undefined;
  const made = valueOf(program, node.object);
  const isDate = made?.type === 'NewExpression' && isName(made.callee, 'Date') && !program.writes.has('Date');
  const { start, end } = node.property;
  return isDate ? { start, end, text: name.replace('get', 'getUTC') } : undefined;
}

function isActivityType(node: AnyNode): boolean {
  return node.type === 'MemberExpression' && memberName(node) === 'type' && isName(node.object, 'activity');
}

function textOf(node: AnyNode): string | undefined {
  if (node.type === 'TemplateElement') return node.value.raw;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function storageCalls(program: LintProgram, method: string): readonly { node: AnyNode; key: string }[] {
  return program.nodes.flatMap(({ node }) => {
    if (node.type !== 'CallExpression' || memberName(node.callee) !== method) return [];
    const { callee } = node;
    const value = valueOf(program, callee.type === 'MemberExpression' ? callee.object : callee);
    const [first] = node.arguments;
    const key = first === undefined ? undefined : textOf(first);
    return key !== undefined && isCallOf(program, value, 'require') ? [{ node, key }] : [];
  });
}
