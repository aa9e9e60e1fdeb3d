import { childOf, childrenOf, nameOf, namesIn } from './syntax-tree.ts';
import type { Node } from './syntax-tree.ts';

/** Where a value of a variable comes from: an expression, or somewhere that the text does not show. */
type Origin = Node | 'unknown';

type Kind = 'number' | 'own object' | 'own';

/** Data of the run. */
export const RUN_DATA: ReadonlySet<string> = new Set(['activity', 'project', 'variables']);

const ARITHMETIC = new Set(['-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>']);
const LITERALS = new Set([
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** A sum of more operands does not count as a number. */
const MAX_OPERANDS = 100;

/**
 * What a script's variables may hold, from all assignments of a name anywhere in its text: variables of different
 * functions that have the same name count as one.
 */
export class ScriptVariables {
  readonly #origins = new Map<string, Origin[]>();
  readonly #othersOf = new Map<Kind, ReadonlySet<string>>();

  constructor(nodes: Iterable<Node>) {
    for (const node of nodes) this.#note(node);
  }

  /** The names that the script declares or assigns. */
  get names(): Iterable<string> {
    return this.#origins.keys();
  }

  /** Whether an expression is certainly a number. */
  isNumber(node: Node): boolean {
    return this.#is('number', node);
  }

  /** Whether an expression is an object that the script itself has made, with the properties of a literal `{}`. */
  isOwnObject(node: Node): boolean {
    return this.#is('own object', node);
  }

  /** Whether an expression is something that the script itself has made, or data of its run. */
  isOwn(node: Node): boolean {
    return this.#is('own', node);
  }

  #is(kind: Kind, node: Node): boolean {
    const names = this.#namesBehind(kind, node);
    return (
      names !== undefined && names.every((name) => this.#origins.has(name) && !this.#others(kind).has(name))
    );
  }

  /** The variables that must be of a kind for an expression to be; `undefined` if it may not be in any case. */
  #namesBehind(kind: Kind, node: Node): readonly string[] | undefined {
    if (kind === 'number') return namesInNumber(node);
    if (node.type === 'ObjectExpression') return [];
    const name = nameOf(node);
    if (kind === 'own object') return name === undefined || RUN_DATA.has(name) ? undefined : [name];
    if (LITERALS.has(node.type)) return [];
    if (name === undefined) return undefined;
    return RUN_DATA.has(name) && !this.#origins.has(name) ? [] : [name];
  }

  /** The variables that may not be of a kind: in time that grows with the text alone, however they refer to others. */
  #others(kind: Kind): ReadonlySet<string> {
    const known = this.#othersOf.get(kind);
    if (known !== undefined) return known;
    const others = new Set<string>();
    const users = new Map<string, string[]>();
    for (const [name, origins] of this.#origins) {
      for (const origin of origins) {
        const behind = origin === 'unknown' ? undefined : this.#namesBehind(kind, origin);
        if (behind === undefined) others.add(name);
        for (const other of behind ?? []) {
          if (!this.#origins.has(other)) others.add(other);
          users.set(other, users.get(other) ?? []);
          users.get(other)?.push(name);
        }
      }
    }
    // The loop also visits what it adds.
    for (const name of others) for (const user of users.get(name) ?? []) others.add(user);
    this.#othersOf.set(kind, others);
    return others;
  }

  #add(name: string | undefined, origin: Origin): void {
    if (name === undefined) return;
    const origins = this.#origins.get(name);
    if (origins === undefined) this.#origins.set(name, [origin]);
    else origins.push(origin);
  }

  #addAll(pattern: Node | undefined, origin: Origin | undefined): void {
    if (pattern === undefined) return;
    if (pattern.type === 'Identifier') return this.#add(nameOf(pattern), origin ?? 'unknown');
    for (const name of namesIn(pattern)) this.#add(name, 'unknown');
  }

  #note(node: Node): void {
    if (node.type === 'VariableDeclarator') this.#declare(node);
    else if (node.type === 'AssignmentExpression') this.#assign(node);
    else if (node.type === 'UpdateExpression') this.#addAll(childOf(node, 'argument'), node);
    else if (node.type === 'CatchClause') this.#addAll(childOf(node, 'param'), 'unknown');
    else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') this.#loop(node);
    for (const parameter of childrenOf(node, 'params')) this.#addAll(parameter, 'unknown');
    if (/^(?:Function|Class)/.test(node.type))
      this.#addAll(childOf(node, 'id'), { type: 'FunctionExpression' });
  }

  /** `var x;` alone declares a name without giving it a value. */
  #declare(node: Node): void {
    const id = childOf(node, 'id');
    const init = childOf(node, 'init');
    if (init !== undefined || id?.type !== 'Identifier') return this.#addAll(id, init);
    this.#add(nameOf(id), { type: 'Literal', value: 0 });
  }

  #assign(node: Node): void {
    const right = childOf(node, 'right');
    const isPlain = ['=', '||=', '&&=', '??='].includes(String(node['operator']));
    this.#addAll(childOf(node, 'left'), isPlain ? right : node);
  }

  #loop(node: Node): void {
    const left = childOf(node, 'left');
    const declared =
      left === undefined ? [] : childrenOf(left, 'declarations').map((each) => childOf(each, 'id'));
    for (const pattern of [left, ...declared]) {
      if (pattern !== undefined && pattern.type !== 'VariableDeclaration') this.#addAll(pattern, 'unknown');
    }
  }
}

/** The variables that must be numbers for an expression to be one; `undefined` if it may be something else. */
function namesInNumber(expression: Node): readonly string[] | undefined {
  const names: string[] = [];
  const rest: (Node | undefined)[] = [expression];
  for (let seen = 0; rest.length > 0; seen += 1) {
    const node = rest.pop();
    if (node === undefined || seen > MAX_OPERANDS) return undefined;
    const name = nameOf(node);
    if (name !== undefined && !RUN_DATA.has(name)) names.push(name);
    else if (isSum(node)) rest.push(childOf(node, 'left'), childOf(node, 'right'));
    else if (!isAlwaysNumber(node)) return undefined;
  }
  return names;
}

function isSum({ type, operator }: Node): boolean {
  return (
    (type === 'BinaryExpression' && operator === '+') ||
    (type === 'AssignmentExpression' && operator === '+=')
  );
}

function isAlwaysNumber(node: Node): boolean {
  const operator = String(node['operator']);
  if (node.type === 'Literal') return typeof node['value'] === 'number';
  if (node.type === 'UnaryExpression') return ['-', '+', '~'].includes(operator);
  if (node.type === 'BinaryExpression') return ARITHMETIC.has(operator);
  if (node.type === 'AssignmentExpression') return ARITHMETIC.has(operator.slice(0, -1));
  return node.type === 'UpdateExpression';
}
