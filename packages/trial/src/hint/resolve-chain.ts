import type { AnyNode, Pattern } from 'acorn';

/** The data that a script was given, by the name of the global. */
export type Given = Readonly<Record<string, unknown>>;

/** Where a chain of properties ends, or the first step that leads nowhere. */
export interface Resolved {
  readonly path: string;
  readonly value: unknown;
  /** The last thing that is there, and the property that it lacks. */
  readonly missing?: { readonly path: string; readonly holder: unknown; readonly key: string };
}

/** Finds out what expressions of a script stand for, as far as the given data tells. */
export interface Scope {
  resolve(node: AnyNode): Resolved | undefined;
}

/** How an alias came about: declared as an expression, or taken out of one by name. */
interface Alias {
  readonly from: AnyNode;
  readonly steps: readonly string[];
}

const MAX_DEPTH = 50;

/** Reads the declarations of a script. A name that is declared twice, or assigned to, stands for nothing known. */
export function createScope(root: AnyNode, given: Given): Scope {
  const aliases = findAliases(root);
  const resolve = (node: AnyNode, depth: number): Resolved | undefined => {
    if (depth > MAX_DEPTH) return undefined;
    const inner = (child: AnyNode) => resolve(child, depth + 1);
    switch (node.type) {
      case 'Identifier':
        return resolveName(node.name, given, aliases, inner);
      case 'MemberExpression': {
        const key = keyOf(node);
        const object = inner(node.object);
        return key === undefined || object === undefined ? undefined : step(object, key);
      }
      case 'VariableDeclarator':
        return node.init ? resolvePattern(node.id, inner(node.init)) : undefined;
      case 'LogicalExpression': {
        const left = inner(node.left);
        return left?.missing === undefined && left?.value ? left : undefined;
      }
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return inner(node.expression);
      default:
        return undefined;
    }
  };
  return { resolve: (node) => resolve(node, 0) };
}

function resolveName(
  name: string,
  given: Given,
  aliases: ReadonlyMap<string, Alias | undefined>,
  resolve: (node: AnyNode) => Resolved | undefined,
): Resolved | undefined {
  const alias = aliases.get(name);
  if (alias !== undefined) {
    const from = resolve(alias.from);
    return from && alias.steps.reduce<Resolved>(step, from);
  }
  const isGiven = !aliases.has(name) && Object.hasOwn(given, name);
  return isGiven ? { path: name, value: given[name] } : undefined;
}

/** `const { a } = b` fails where b is nothing: then the pattern's first name is what is missing. */
function resolvePattern(pattern: Pattern, from: Resolved | undefined): Resolved | undefined {
  const first = namesIn(pattern)[0]?.steps[0];
  return first === undefined || from === undefined ? undefined : step(from, first);
}

function step(from: Resolved, key: string): Resolved {
  const path = /^[A-Za-z_$][\w$]*$/.test(key)
    ? `${from.path}.${key}`
    : `${from.path}[${JSON.stringify(key)}]`;
  if (from.missing !== undefined) return { ...from, path };
  const { value } = from;
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  const next = isThere ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  const missing = { path: from.path, holder: value, key };
  return isThere ? { path, value: next } : { path, value: undefined, missing };
}

function keyOf({ computed, property }: Extract<AnyNode, { type: 'MemberExpression' }>): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' ? String(property.value) : undefined;
}

function findAliases(root: AnyNode): ReadonlyMap<string, Alias | undefined> {
  const aliases = new Map<string, Alias | undefined>();
  const declare = (name: string, alias: Alias | undefined) =>
    aliases.set(name, aliases.has(name) ? undefined : alias);
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const [name, alias] of declaredBy(node)) declare(name, alias);
    waiting.push(...childrenOf(node));
  }
  return aliases;
}

function declaredBy(node: AnyNode): readonly (readonly [string, Alias | undefined])[] {
  switch (node.type) {
    case 'VariableDeclarator': {
      const { init } = node;
      return namesIn(node.id).map(({ name, steps }) => [
        name,
        init ? (isSelfDefault(name, init) ? undefined : { from: init, steps }) : undefined,
      ]);
    }
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.params.flatMap(namesIn).map(({ name }) => [name, undefined]);
    case 'CatchClause':
      return node.param ? namesIn(node.param).map(({ name }) => [name, undefined]) : [];
    case 'AssignmentExpression':
      return namesIn(node.left).map(({ name }) => [name, undefined]);
    case 'UpdateExpression':
      return node.argument.type === 'Identifier' ? [[node.argument.name, undefined]] : [];
    default:
      return [];
  }
}

/** `var activity = activity || …` would be defined by itself. */
function isSelfDefault(name: string, init: AnyNode): boolean {
  return init.type === 'LogicalExpression' && init.left.type === 'Identifier' && init.left.name === name;
}

/** The names that a pattern binds, each with the properties that lead to it. */
function namesIn(pattern: AnyNode): readonly { readonly name: string; readonly steps: readonly string[] }[] {
  if (pattern.type === 'Identifier') return [{ name: pattern.name, steps: [] }];
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) => {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') return [];
    const { name: key } = property.key;
    return namesIn(property.value).map(({ name, steps }) => ({ name, steps: [key, ...steps] }));
  });
}

/** The nodes right below a node. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is AnyNode =>
        typeof value === 'object' && value !== null && 'type' in value && 'start' in value,
    );
}
