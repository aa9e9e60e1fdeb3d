/** A node of a syntax tree, of any type. */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A node on the way of a walk. */
export interface Visit {
  readonly node: Node;
  /** The field of the parent that holds the node. */
  readonly field: string;
  readonly parent: Visit | undefined;
  /** Whether it is in the body of a method, the value of a field or a static block: the global object is not `this`. */
  readonly isInClass: boolean;
}

const MEMBERS = new Set(['MethodDefinition', 'PropertyDefinition']);

/** Gives all nodes of a tree, those of a hostile depth, too, without recursion. */
export function visitsOf(program: Node): readonly Visit[] {
  const visits: Visit[] = [{ node: program, field: '', parent: undefined, isInClass: false }];
  // The loop also visits what it adds.
  for (const visit of visits) {
    const { node } = visit;
    for (const [field, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (!isNode(child)) continue;
        const isInClass = visit.isInClass || (field === 'value' && MEMBERS.has(node.type));
        visits.push({
          node: child,
          field,
          parent: visit,
          isInClass: isInClass || child.type === 'StaticBlock',
        });
      }
    }
  }
  return visits;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The node in a field; undefined if there is none. */
export function childOf(node: Node, field: string): Node | undefined {
  const child = node[field];
  return isNode(child) ? child : undefined;
}

/** The nodes in a field that holds a list. */
export function childrenOf(node: Node, field: string): readonly Node[] {
  const children = node[field];
  return Array.isArray(children) ? children.filter(isNode) : [];
}

/** The name of an identifier. */
export function nameOf(node: Node | undefined): string | undefined {
  return node?.type === 'Identifier' ? String(node['name']) : undefined;
}

/** The names that a pattern binds. */
export function namesIn(pattern: Node): readonly string[] {
  if (pattern.type === 'Identifier') return [String(pattern['name'])];
  if (pattern.type === 'ObjectPattern') return childrenOf(pattern, 'properties').flatMap(namesIn);
  if (pattern.type === 'ArrayPattern') return childrenOf(pattern, 'elements').flatMap(namesIn);
  const part = { Property: 'value', RestElement: 'argument', AssignmentPattern: 'left' }[pattern.type];
  const inner = part === undefined ? undefined : childOf(pattern, part);
  return inner === undefined ? [] : namesIn(inner);
}

/** The key of a member or property as far as its text tells: a name, or the expression that makes it. */
export function keyOf(node: Node): string | Node | undefined {
  const key = childOf(node, node.type === 'MemberExpression' ? 'property' : 'key');
  if (key === undefined) return undefined;
  if (node['computed'] !== true) return nameOf(key) ?? literalOf(key) ?? key;
  return literalOf(key) ?? key;
}

function literalOf({ type, value }: Node): string | undefined {
  return type === 'Literal' && (typeof value === 'string' || typeof value === 'number')
    ? String(value)
    : undefined;
}
