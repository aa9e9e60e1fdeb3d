import type { Labels, Sample } from './series.ts';

/** One element of an instant vector. */
export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

/** The samples of one series within a range that ends at `end`. */
export interface Range {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
  readonly start: number;
  readonly end: number;
}

export function withoutName({ __name__: _name, ...labels }: Labels): Labels {
  return labels;
}

/** Equal for equal labels. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** How much a counter grew, extrapolated to the bounds of the range as Prometheus does. */
export function increase({ labels, samples, start, end }: Range): readonly Element[] {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return [];
  let grown = last.value - first.value;
  let former = first.value;
  for (const { value } of samples) {
    if (value < former) grown += former;
    former = value;
  }
  const covered = last.at - first.at;
  const between = covered / (samples.length - 1);
  let before = first.at - start;
  let after = end - last.at;
  if (before >= between * 1.1) before = between / 2;
  // A counter does not begin below zero.
  if (grown > 0 && first.value >= 0) before = Math.min(before, covered * (first.value / grown));
  if (after >= between * 1.1) after = between / 2;
  return [{ labels: withoutName(labels), value: grown * ((covered + before + after) / covered) }];
}

/** The quantile of classic histograms: linear within a bucket, the last finite bound beyond. */
export function histogramQuantile(quantile: number, buckets: readonly Element[]): readonly Element[] {
  const groups = Map.groupBy(buckets, ({ labels: { le: _le, ...rest } }) => keyOf(withoutName(rest)));
  return [...groups.values()].map((group) => {
    const [{ labels: { le: _le, ...labels } } = { labels: {} as Labels }] = group;
    const sorted = group
      .map((bucket) => ({ bound: boundOf(bucket.labels['le']), count: bucket.value }))
      .toSorted((a, b) => a.bound - b.bound);
    return { labels: withoutName(labels), value: quantileOf(quantile, sorted) };
  });
}

interface Bucket {
  readonly bound: number;
  readonly count: number;
}

function quantileOf(quantile: number, buckets: readonly Bucket[]): number {
  const all = buckets.at(-1);
  if (all === undefined || all.bound !== Infinity || all.count === 0) return Number.NaN;
  const rank = quantile * all.count;
  const index = buckets.findIndex(({ count }) => count >= rank);
  const bucket = buckets[index] ?? all;
  const below = buckets[index - 1] ?? { bound: 0, count: 0 };
  if (bucket.bound === Infinity) return below.bound;
  return below.bound + (bucket.bound - below.bound) * ((rank - below.count) / (bucket.count - below.count));
}

function boundOf(text: string | undefined): number {
  return text === '+Inf' ? Infinity : Number(text);
}

/** `sum`, `max`, `min` and `count`. Numbers win over NaN. */
export function aggregate(operation: string, values: readonly number[]): number {
  switch (operation) {
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0);
    case 'max':
      return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most), Number.NaN);
    case 'min':
      return values.reduce(
        (least, value) => (value < least || Number.isNaN(least) ? value : least),
        Number.NaN,
      );
    case 'count':
      return values.length;
    default:
      throw new Error(`the evaluator does not know the aggregation ${operation}`);
  }
}
