import { childOf, childrenOf, nameOf, namesIn } from './syntax-tree.ts';
import type { Node } from './syntax-tree.ts';

/** Where a value of a variable comes from: an expression, or somewhere that the text does not show. */
type Origin = Node | 'unknown';

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

/**
 * What a script's variables may hold, from all assignments of a name anywhere in its text: variables of different
 * functions that have the same name count as one.
 */
export class ScriptVariables {
  readonly #origins = new Map<string, Origin[]>();

  constructor(nodes: Iterable<Node>) {
    for (const node of nodes) this.#note(node);
  }

  /** The names that the script declares or assigns. */
  get names(): Iterable<string> {
    return this.#origins.keys();
  }

  /** Whether an expression is a number, whatever happens. */
  isNumber(node: Node, seen: readonly string[] = []): boolean {
    if (node.type === 'Literal') return typeof node['value'] === 'number';
    if (node.type === 'UpdateExpression') return true;
    const operator = String(node['operator']);
    if (node.type === 'BinaryExpression' || node.type === 'AssignmentExpression') {
      const operands = ['left', 'right'].map((side) => childOf(node, side));
      if (ARITHMETIC.has(operator.replace('=', ''))) return true;
      const isSum = operator === '+' || operator === '+=';
      return isSum && operands.every((side) => side !== undefined && this.isNumber(side, seen));
    }
    if (node.type === 'UnaryExpression') return ['-', '+', '~'].includes(operator);
    return this.#holdsOnly(node, seen, (origin, all) => this.isNumber(origin, all));
  }

  /** Whether an expression is an object that the script itself has made, with the properties of a literal `{}`. */
  isOwnObject(node: Node, seen: readonly string[] = []): boolean {
    if (node.type === 'ObjectExpression') return true;
    return this.#holdsOnly(node, seen, (origin, all) => this.isOwnObject(origin, all));
  }

  /** Whether an expression is something that the script itself has made, or data of its run. */
  isOwn(node: Node, seen: readonly string[] = []): boolean {
    if (LITERALS.has(node.type) || node.type === 'ObjectExpression') return true;
    const name = nameOf(node);
    if (name !== undefined && RUN_DATA.has(name) && !this.#origins.has(name)) return true;
    return this.#holdsOnly(node, seen, (origin, all) => this.isOwn(origin, all));
  }

  #holdsOnly(
    node: Node,
    seen: readonly string[],
    isFitting: (origin: Node, seen: readonly string[]) => boolean,
  ): boolean {
    const name = nameOf(node);
    if (name === undefined) return false;
    if (seen.includes(name)) return true;
    const origins = this.#origins.get(name) ?? ['unknown'];
    return origins.every((origin) => origin !== 'unknown' && isFitting(origin, [...seen, name]));
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
