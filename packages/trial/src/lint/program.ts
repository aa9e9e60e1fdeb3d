import { parse, type AnyNode, type Comment, type Identifier, type Pattern } from 'acorn';

/** A node, and the node that holds it. */
export interface Placed {
  readonly node: AnyNode;
  readonly parent: AnyNode | undefined;
}

/** A parsed script, as rules look at it. */
export interface LintProgram {
  readonly nodes: readonly Placed[];
  readonly comments: readonly Comment[];
  /** How often each name is declared or assigned to, in any scope. */
  readonly writes: ReadonlyMap<string, number>;
  /** The values with which names are declared that are never written again. */
  readonly constants: ReadonlyMap<string, AnyNode>;
}

/** Parses a script that has no mistake in its syntax. */
export function parseProgram(source: string): LintProgram {
  const comments: Comment[] = [];
  const root = parse(source, {
    ecmaVersion: 2021,
    sourceType: 'script',
    allowReturnOutsideFunction: true,
    allowHashBang: true,
    locations: true,
    onComment: comments,
  });
  const nodes = placesBelow(root);
  const writes = new Map<string, number>();
  for (const name of nodes.flatMap(({ node }) => namesWrittenBy(node)))
    writes.set(name, (writes.get(name) ?? 0) + 1);
  const constants = new Map(
    nodes.flatMap(({ node }): [string, AnyNode][] =>
      node.type === 'VariableDeclarator' &&
      node.id.type === 'Identifier' &&
      node.init &&
      writes.get(node.id.name) === 1
        ? [[node.id.name, node.init]]
        : [],
    ),
  );
  return { nodes, comments, writes, constants };
}

/** Every node in the order of the source. Trees can be too deep for recursion. */
function placesBelow(root: AnyNode): readonly Placed[] {
  const found: Placed[] = [];
  const waiting: Placed[] = [{ node: root, parent: undefined }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { node } = place;
    found.push(place);
    for (const child of childrenOf(node)) waiting.push({ node: child, parent: node });
  }
  return found.toSorted((a, b) => a.node.start - b.node.start);
}

function childrenOf(node: AnyNode): AnyNode[] {
  const isNode = (value: unknown): value is AnyNode =>
    typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
  return [...new Set(Object.values(node).flat().filter(isNode))];
}

function namesWrittenBy(node: AnyNode): readonly string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return namesIn(node.id);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(namesIn)];
    case 'ClassDeclaration':
    case 'ClassExpression':
      return node.id ? [node.id.name] : [];
    case 'CatchClause':
      return node.param ? namesIn(node.param) : [];
    case 'AssignmentExpression':
      return namesIn(node.left);
    case 'UpdateExpression':
      return node.argument.type === 'Identifier' ? [node.argument.name] : [];
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' ? [] : namesIn(node.left);
    default:
      return [];
  }
}

/** The names that a pattern binds; `globalThis.x` binds the global x. */
function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'MemberExpression': {
      const { object } = pattern;
      const isGlobal = object.type === 'ThisExpression' || isName(object, 'globalThis');
      const name = isGlobal ? memberName(pattern) : undefined;
      return name === undefined ? [] : [name];
    }
  }
}

/** Whether a node is an identifier of this name. */
export function isName(node: AnyNode | undefined, name: string): node is Identifier {
  return node?.type === 'Identifier' && node.name === name;
}

/** The name of the property that a member expression reads, where it is written out. */
export function memberName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

/** Whether a node calls a global function that the script does not have for itself. */
export function isCallOf(program: LintProgram, node: AnyNode | undefined, name: string): boolean {
  return node?.type === 'CallExpression' && isName(node.callee, name) && !program.writes.has(name);
}

/** The value of a name that is declared with it and never written again; any other node itself. */
export function valueOf(program: LintProgram, node: AnyNode): AnyNode | undefined {
  return node.type === 'Identifier' ? program.constants.get(node.name) : node;
}

/** The methods with which scripts of other platforms wait for a promise. */
export const promiseMethods: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
