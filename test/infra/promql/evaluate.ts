import { aggregate, histogramQuantile, increase, keyOf, withoutName, type Element } from './functions.ts';
import {
  childOf,
  children,
  descendants,
  isMatch,
  parsePromql,
  readSelector,
  type Node,
} from './selectors.ts';
import { readDuration, type Labels, type Series } from './series.ts';

type Value = number | readonly Element[];

/** How far back the value of a series counts as present. */
const LOOK_BACK_S = 300;

interface Context {
  readonly text: string;
  readonly series: readonly Series[];
  readonly at: number;
}

/** Evaluates the part of PromQL that our rules use. Throws at all else. */
export function evaluate(text: string, series: readonly Series[], at: number): readonly Element[] {
  const value = valueOf(parsePromql(text), { text, series, at });
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function valueOf(node: Node, context: Context): Value {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return Number(textOf(node, context));
    case 'ParenExpr':
      return valueOf(onlyExpression(node), context);
    case 'VectorSelector':
      return select(node, context);
    case 'FunctionCall':
      return callFunction(node, context);
    case 'AggregateExpr':
      return aggregateBy(node, context);
    case 'BinaryExpr':
      return combine(node, context);
    default:
      throw new Error(`the evaluator does not know ${node.name}: ${context.text}`);
  }
}

function select(node: Node, context: Context): readonly Element[] {
  return seriesOf(node, context).flatMap(({ labels, samples }) => {
    const latest = samples.findLast(({ at }) => at <= context.at && at > context.at - LOOK_BACK_S);
    return latest === undefined ? [] : [{ labels, value: latest.value }];
  });
}

function seriesOf(node: Node, { text, series }: Context): readonly Series[] {
  const { name, matchers } = readSelector(node, text);
  return series.filter(
    ({ labels }) =>
      (name === undefined || labels['__name__'] === name) && matchers.every((item) => isMatch(labels, item)),
  );
}

function callFunction(node: Node, context: Context): Value {
  const name = textOf(childOf(node, 'FunctionIdentifier'), context);
  const args = children(childOf(node, 'FunctionCallBody')).filter(isExpression);
  const [first, second] = args;
  if (first === undefined) throw new Error(`${name} has no argument`);
  switch (name) {
    case 'absent': {
      const [found] = vectorOf(first, context);
      return found === undefined ? [{ labels: labelsOfAbsent(first, context), value: 1 }] : [];
    }
    case 'vector':
      return [{ labels: {}, value: valueOf(first, context) as number }];
    case 'rate':
    case 'increase': {
      const range = readDuration(textOf(childOf(first, 'DurationExpr'), context));
      const grown = grow(first, range, context);
      return name === 'increase' ? grown : grown.map((item) => ({ ...item, value: item.value / range }));
    }
    case 'histogram_quantile':
      if (second === undefined) throw new Error('histogram_quantile needs two arguments');
      return histogramQuantile(valueOf(first, context) as number, vectorOf(second, context));
    default:
      throw new Error(`the evaluator does not know the function ${name}`);
  }
}

function grow(matrix: Node, rangeS: number, context: Context): readonly Element[] {
  const start = context.at - rangeS;
  return seriesOf(childOf(matrix, 'VectorSelector'), context).flatMap(({ labels, samples }) => {
    const within = samples.filter(({ at }) => at > start && at <= context.at);
    return increase({ labels, samples: within, start, end: context.at });
  });
}

/** The labels that the selector itself compares by equality. */
function labelsOfAbsent(node: Node, { text }: Context): Labels {
  if (node.name !== 'VectorSelector') return {};
  const equal = readSelector(node, text).matchers.filter(({ operator }) => operator === '=');
  return Object.fromEntries(equal.map(({ label, value }) => [label, value]));
}

function aggregateBy(node: Node, context: Context): readonly Element[] {
  const operation = textOf(childOf(node, 'AggregateOp'), context);
  const labels = groupingOf(node.getChild('AggregateModifier'), context);
  const [body] = children(childOf(node, 'FunctionCallBody')).filter(isExpression);
  if (body === undefined) throw new Error(`${operation} has no argument`);
  const groups = Map.groupBy(vectorOf(body, context), (item) => keyOf(pick(item.labels, labels)));
  return [...groups.values()].map((group) => ({
    labels: pick(group[0]?.labels ?? {}, labels),
    value: aggregate(
      operation,
      group.map(({ value }) => value),
    ),
  }));
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function combine(node: Node, context: Context): Value {
  const [left, right] = children(node).filter(isExpression);
  const operator = children(node).find(
    (child) => !isExpression(child) && child.name !== 'MatchingModifierClause',
  );
  if (left === undefined || right === undefined || operator === undefined) throw new Error(context.text);
  const sign = textOf(operator, context);
  const on = node.getChild('MatchingModifierClause');
  const keyed = (labels: Labels) =>
    keyOf(on === null ? withoutName(labels) : pick(labels, groupingOf(on, context)));
  if (sign === 'and' || sign === 'or' || sign === 'unless') {
    const [ours, theirs] = [vectorOf(left, context), vectorOf(right, context)];
    const keys = (items: readonly Element[]) => new Set(items.map(({ labels }) => keyed(labels)));
    if (sign === 'or') return [...ours, ...theirs.filter(({ labels }) => !keys(ours).has(keyed(labels)))];
    return ours.filter(({ labels }) => keys(theirs).has(keyed(labels)) === (sign === 'and'));
  }
  const [a, b] = [valueOf(left, context), valueOf(right, context)];
  if (typeof a === 'number') throw new Error(`the evaluator compares vectors only: ${context.text}`);
  const other =
    typeof b === 'number' ? undefined : new Map(b.map(({ labels, value }) => [keyed(labels), value]));
  return a.flatMap(({ labels, value }) => {
    const operand = typeof b === 'number' ? b : other?.get(keyed(labels));
    if (operand === undefined) return [];
    const compare = comparisons[sign];
    if (compare !== undefined) return compare(value, operand) ? [{ labels, value }] : [];
    if (sign !== '/') throw new Error(`the evaluator does not know the operator ${sign}`);
    return [{ labels: withoutName(labels), value: value / operand }];
  });
}

function groupingOf(modifier: Node | null, context: Context): readonly string[] {
  if (modifier === null) return [];
  return descendants(modifier)
    .filter(({ name }) => name === 'LabelName')
    .map((label) => textOf(label, context));
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function vectorOf(node: Node, context: Context): readonly Element[] {
  const value = valueOf(node, context);
  if (typeof value === 'number') throw new Error(`not a vector: ${textOf(node, context)}`);
  return value;
}

function isExpression({ name }: Node): boolean {
  return /Expr$|Selector$|^FunctionCall$|^NumberDurationLiteral$/.test(name);
}

function onlyExpression(node: Node): Node {
  const [found] = children(node).filter(isExpression);
  if (found === undefined) throw new Error(`${node.name} is empty`);
  return found;
}

function textOf({ from, to }: Node, { text }: Context): string {
  return text.slice(from, to);
}
