/**
 * All values of each label. A label has few of them: never an id, a project or an integration. A metric of which no
 * label is known by name has none.
 */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** `total` is a counter, and `gauge` a value, that is read when metrics are collected. These have at most one label. */
export type MetricKind = 'counter' | 'total' | 'gauge' | 'histogram';

/** One metric, of the same name in OpenTelemetry and Prometheus. */
export interface Metric<K extends MetricKind = MetricKind, L extends Labels = Labels> {
  readonly kind: K;
  readonly name: string;
  readonly doc: string;
  readonly labels: L;
  /** The upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** The metrics of a service: one table, from which the instruments and `docs/metrics.md` derive. */
export type MetricTable = Readonly<Record<string, Metric>>;

/** Keeps the literal types of a table. */
export function defineMetrics<const T extends MetricTable>(table: T): T {
  return table;
}

type Name<Suffix extends string> = `upshot_${string}${Suffix}`;

/** Counts events. Every combination of labels starts at zero, so that the first event is an increase. */
export function counter<const L extends Labels>(
  name: Name<'_total'>,
  doc: string,
  labels?: L,
): Metric<'counter', L> {
  return { kind: 'counter', name, doc, labels: labels ?? ({} as L) };
}

/** Reads a count that is kept elsewhere. */
export function total<const L extends Labels>(
  name: Name<'_total'>,
  doc: string,
  labels?: L,
): Metric<'total', L> {
  return { kind: 'total', name, doc, labels: labels ?? ({} as L) };
}

/** Reads a value that goes up and down. */
export function gauge<const L extends Labels>(name: Name<''>, doc: string, labels?: L): Metric<'gauge', L> {
  return { kind: 'gauge', name, doc, labels: labels ?? ({} as L) };
}

const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** Distributes durations over buckets from 5 ms to 10 min. */
export function durations<const L extends Labels>(
  name: Name<'_seconds'>,
  doc: string,
  labels?: L,
): Metric<'histogram', L> {
  return { kind: 'histogram', name, doc, labels: labels ?? ({} as L), buckets: DURATION_BUCKETS };
}

const SIZE_BUCKETS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];

/** Distributes numbers of items over buckets from 1 to 2,500. */
export function sizes<const L extends Labels>(
  name: Name<''>,
  doc: string,
  labels?: L,
): Metric<'histogram', L> {
  return { kind: 'histogram', name, doc, labels: labels ?? ({} as L), buckets: SIZE_BUCKETS };
}

/** The unit in UCUM, as OpenTelemetry has it; names end in it. */
export function unitOf({ name }: Pick<Metric, 'name'>): string {
  if (/_seconds(_total)?$/.test(name)) return 's';
  return /_bytes(_total)?$/.test(name) ? 'By' : '';
}
