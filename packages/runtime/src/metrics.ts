import { metrics, type Attributes, type Meter, type ObservableResult } from '@opentelemetry/api';
import { unitOf, type Labels, type Metric, type MetricKind, type MetricTable } from './metric.ts';

/** Adds one to a counter. */
export type Count = (attributes?: Attributes) => void;

/** Adds to a counter, or one value to a histogram. */
type Add<L extends Labels> = (
  value: number,
  ...labels: string extends keyof L ? [] : [labels: { readonly [N in keyof L]: L[N][number] }]
) => void;

/** What a gauge shows: a number, or one for each value of its label. Undefined while it is unknown. */
type Reading<L extends Labels> =
  (string extends keyof L ? number : { readonly [V in L[keyof L][number]]?: number | undefined }) | undefined;

/** Names the function that reads the value. It is called whenever metrics are collected. */
type Observe<L extends Labels> = (read: () => Reading<L> | Promise<Reading<L>>) => void;

type Instrument<M> =
  M extends Metric<'gauge' | 'total', infer L>
    ? Observe<L>
    : M extends Metric<MetricKind, infer L>
      ? Add<L>
      : never;

/** The instruments of a table, by the names that its rows have in the code. */
export type Instruments<T extends MetricTable> = { readonly [N in keyof T]: Instrument<T[N]> };

/** Creates the instruments of a table. Call it after `startTelemetry`: earlier instruments measure nothing. */
export function createMetrics<T extends MetricTable>(table: T): Instruments<T> {
  const meter = metrics.getMeter('upshot');
  const instruments = Object.entries(table).map(([key, metric]) => [key, createInstrument(meter, metric)]);
  return Object.fromEntries(instruments) as Instruments<T>;
}

/** Creates the counter of an event. Attributes have few values: never an id. */
export function createCounter(name: `upshot_${string}_total`, description: string): Count {
  const counter = metrics.getMeter('upshot').createCounter(name, { description });
  return (attributes) => counter.add(1, attributes);
}

function createInstrument(meter: Meter, metric: Metric): unknown {
  const { kind, name, labels } = metric;
  const options = { description: metric.doc, unit: unitOf(metric) };
  switch (kind) {
    case 'counter': {
      const counter = meter.createCounter(name, options);
      for (const combination of combine(labels)) counter.add(0, combination);
      return (value: number, attributes?: Attributes) => counter.add(value, attributes);
    }
    case 'histogram': {
      const advice = { explicitBucketBoundaries: [...(metric.buckets ?? [])] };
      const histogram = meter.createHistogram(name, { ...options, advice });
      return (value: number, attributes?: Attributes) => histogram.record(value, attributes);
    }
    case 'total':
      return observeWith(labels, (report) =>
        meter.createObservableCounter(name, options).addCallback(report),
      );
    case 'gauge':
      return observeWith(labels, (report) => meter.createObservableGauge(name, options).addCallback(report));
  }
}

/** Every combination of the values of labels. */
function combine(labels: Labels): readonly Attributes[] {
  return Object.entries(labels).reduce<readonly Attributes[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}

type AnyReading = number | Readonly<Record<string, number | undefined>> | undefined;

function observeWith(
  labels: Labels,
  register: (report: (result: ObservableResult) => Promise<void>) => void,
): (read: () => AnyReading | Promise<AnyReading>) => void {
  const [only] = Object.entries(labels);
  return (read) =>
    register(async (result) => {
      const reading = await read();
      if (only === undefined) return result.observe(numberOf(reading));
      const [label, values] = only;
      for (const value of values)
        result.observe(numberOf(typeof reading === 'object' ? reading[value] : reading), { [label]: value });
    });
}

/** An instrument that reports nothing would keep its last value: what is unknown is not a number. */
function numberOf(reading: AnyReading): number {
  return typeof reading === 'number' ? reading : Number.NaN;
}
