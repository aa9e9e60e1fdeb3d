import { parser } from '@prometheus-io/lezer-promql';

/** A node of the syntax tree that Prometheus' own grammar makes. */
export type Node = ReturnType<typeof parser.parse>['topNode'];

/** What a query asks for: a metric, and labels that it compares. */
export interface Selector {
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Parses PromQL. Throws at a fault, with its place. */
export function parsePromql(text: string): Node {
  const top = parser.parse(text).topNode;
  const fault = descendants(top).find(({ type }) => type.isError);
  if (fault !== undefined) throw new Error(`not PromQL at character ${fault.from + 1}: ${text}`);
  const [expression] = children(top);
  if (expression === undefined) throw new Error(`not PromQL: ${text}`);
  return expression;
}

export function children(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

export function descendants(node: Node): readonly Node[] {
  return children(node).flatMap((child) => [child, ...descendants(child)]);
}

/** The only child of this name. */
export function childOf(node: Node, name: string): Node {
  const found = node.getChild(name);
  if (found === null) throw new Error(`${node.name} has no ${name}`);
  return found;
}

/** Every selector of an expression. */
export function selectorsOf(text: string): readonly Selector[] {
  const top = parsePromql(text);
  const selectors = [top, ...descendants(top)].filter(({ name }) => name === 'VectorSelector');
  return selectors.map((node) => readSelector(node, text));
}

/** The labels by which an expression groups or joins. */
export function groupingsOf(text: string): readonly string[] {
  const names = descendants(parsePromql(text)).filter(
    ({ name, parent }) => name === 'LabelName' && parent?.name === 'GroupingLabels',
  );
  return names.map(({ from, to }) => text.slice(from, to));
}

export function readSelector(node: Node, text: string): Selector {
  const identifier = node.getChild('Identifier');
  const parts = descendants(node).filter(({ name }) => name === 'UnquotedLabelMatcher');
  return {
    name: identifier === null ? undefined : text.slice(identifier.from, identifier.to),
    matchers: parts.map((part) => {
      const [label, operator, value] = children(part).map(({ from, to }) => text.slice(from, to));
      return { label: label ?? '', operator: operator ?? '', value: JSON.parse(value ?? '""') as string };
    }),
  };
}

/** Whether labels pass a comparison; a label that is not there is empty. */
export function isMatch(
  labels: Readonly<Record<string, string>>,
  { label, operator, value }: Matcher,
): boolean {
  const own = labels[label] ?? '';
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return new RegExp(`^(?:${value})$`).test(own);
    case '!~':
      return !new RegExp(`^(?:${value})$`).test(own);
    default:
      throw new Error(`unknown comparison ${operator}`);
  }
}
