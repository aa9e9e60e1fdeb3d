import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metric } from '@upshot/runtime/metric';
import { ingestMetrics } from '../../services/ingest/src/metrics.ts';
import { workerMetrics } from '../../services/worker/src/metrics.ts';
import { groupingsOf, isMatch, selectorsOf, type Selector } from './promql/selectors.ts';

const tables: readonly Metric[] = [...Object.values(ingestMetrics), ...Object.values(workerMetrics)];

/** What Prometheus itself adds to every series. */
const targetLabels = { job: ['upshot-ingest', 'upshot-worker'], instance: undefined };

const page = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
const [, eventSection = ''] = page.split('\n## Events\n');
const eventCounters = Array.from(eventSection.matchAll(/^\| `(\w+)`/gm), ([, name = '']) => name);

/** The values of each label; undefined where any value may be. */
type KnownLabels = Readonly<Record<string, readonly string[] | undefined>>;

/** Every series that ingest and workers can have, by name. */
const known: ReadonlyMap<string, KnownLabels> = new Map([
  ['up', targetLabels],
  ...eventCounters.map((name) => [name, { error_type: undefined, ...targetLabels }] as const),
  ...tables.flatMap(({ name, kind, labels }) => {
    const all = { ...labels, ...targetLabels };
    if (kind !== 'histogram') return [[name, all] as const];
    return [
      [`${name}_bucket`, { ...all, le: undefined }] as const,
      [`${name}_sum`, all] as const,
      [`${name}_count`, all] as const,
    ];
  }),
]);

/** What an expression names that no service serves: metrics, labels, and values of labels. */
export function unknownNames(expression: string): readonly string[] {
  const labels = knownLabels(expression);
  return [
    ...selectorsOf(expression).flatMap(unknownInSelector),
    ...groupingsOf(expression)
      .filter((label) => !labels.has(label))
      .map((label) => `label ${label}`),
  ];
}

/** The labels that the series of an expression have. */
export function knownLabels(expression: string): ReadonlySet<string> {
  const series = selectorsOf(expression).flatMap(seriesOf);
  return new Set(series.flatMap((name) => Object.keys(known.get(name) ?? {})));
}

/** The series that a selector can find. */
function seriesOf({ name, matchers }: Selector): readonly string[] {
  if (name !== undefined) return known.has(name) ? [name] : [];
  const byName = matchers.filter(({ label }) => label === '__name__');
  return [...known.keys()].filter((item) => byName.every((matcher) => isMatch({ __name__: item }, matcher)));
}

function unknownInSelector(selector: Selector): readonly string[] {
  const series = seriesOf(selector);
  if (series.length === 0) return [`metric ${selector.name ?? JSON.stringify(selector.matchers)}`];
  return selector.matchers
    .filter(({ label }) => label !== '__name__')
    .flatMap((matcher) => {
      const values = series
        .map((name) => known.get(name) ?? {})
        .filter((labels) => Object.hasOwn(labels, matcher.label));
      if (values.length === 0) return [`label ${matcher.label} of ${selector.name ?? ''}`];
      const listed = values.flatMap((labels) => labels[matcher.label] ?? []);
      const named = matcher.value.replaceAll(/\.\+/g, '').split('|');
      const unknown = named.filter((value) => !listed.some((item) => item.startsWith(value)));
      return listed.length === 0 ? [] : unknown.map((value) => `value ${value} of ${matcher.label}`);
    });
}
