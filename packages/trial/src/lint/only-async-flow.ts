import type { AnyNode } from 'acorn';
import { isName, memberName, promiseMethods, valueOf, type LintProgram } from './program.ts';

/**
 * Whether a function is the only asynchronous part of a script, and called by its last statement alone. Then nothing
 * can run while it waits, so it may as well not wait.
 */
export function isOnlyAsyncFlow(program: LintProgram, flow: AnyNode): boolean {
  const { nodes } = program;
  if (!isFunction(flow) || flow.generator) return false;
  const [root] = nodes;
  const last = root?.node.type === 'Program' ? root.node.body.at(-1) : undefined;
  const call = last?.type === 'ExpressionStatement' ? withoutHandlers(last.expression) : undefined;
  if (call?.type !== 'CallExpression' || calledBy(program, call.callee) !== flow) return false;
  const name = nameOf(flow) ?? (call.callee.type === 'Identifier' ? call.callee.name : undefined);
  const references = nodes.filter(({ node, parent }) => isName(node, name ?? '') && !declares(parent, node));
  const others = nodes.filter(
    ({ node }) =>
      isName(node, 'Promise') ||
      (isFunction(node) && node.async && node !== flow) ||
      (promiseMethods.has(memberName(node) ?? '') && !isWithin(node, last)),
  );
  return others.length === 0 && references.length <= 1;
}

/** `f().catch(…)` calls f. */
function withoutHandlers(node: AnyNode): AnyNode {
  let call = node;
  while (call.type === 'CallExpression' && call.callee.type === 'MemberExpression') {
    if (!promiseMethods.has(memberName(call.callee) ?? '')) break;
    call = call.callee.object;
  }
  return call;
}

/** The function that a callee is: written out there, or declared by its name. */
function calledBy(program: LintProgram, callee: AnyNode): AnyNode | undefined {
  if (callee.type !== 'Identifier') return callee;
  if (program.writes.get(callee.name) !== 1) return undefined;
  const declared = program.nodes.find(
    ({ node }) => node.type === 'FunctionDeclaration' && node.id?.name === callee.name,
  );
  return declared?.node ?? valueOf(program, callee);
}

function nameOf(node: AnyNode): string | undefined {
  return node.type === 'FunctionDeclaration' ? node.id?.name : undefined;
}

function declares(parent: AnyNode | undefined, node: AnyNode): boolean {
  return (
    (parent?.type === 'FunctionDeclaration' || parent?.type === 'VariableDeclarator') && parent.id === node
  );
}

function isWithin(node: AnyNode, outer: AnyNode | undefined): boolean {
  return outer !== undefined && node.start >= outer.start && node.end <= outer.end;
}

/** Functions of every kind. */
export function isFunction(node: AnyNode) {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}
