import { InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counter, defineMetrics, durations, gauge, sizes, total } from './metric.ts';
import { createMetrics } from './metrics.ts';
import { forgetTelemetry } from './forget-telemetry.ts';

const CUMULATIVE = 1;
const exporter = new InMemoryMetricExporter(CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter });
const sdk = new NodeSDK({ autoDetectResources: false, metricReaders: [reader], spanProcessors: [] });

beforeAll(() => sdk.start());
afterAll(async () => {
  await sdk.shutdown();
  forgetTelemetry();
});

interface Histogram {
  readonly value: {
    readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
  };
}

/** The last value of each data point, by name and labels. */
async function collect() {
  await reader.forceFlush();
  const scopes = exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
  const points = scopes
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const name = [descriptor.name, ...Object.values(attributes)].join(' ');
        return [name, { value, unit: descriptor.unit }] as const;
      }),
    );
  return Object.fromEntries(points);
}

test('a counter starts at zero with every combination of its labels', async () => {
  const labels = { kind: ['a', 'b'], outcome: ['ok', 'bad'] } as const;
  const table = defineMetrics({
    visits: counter('upshot_visits_total', 'Visits.', labels),
    calls: counter('upshot_calls_total', 'Calls.'),
  });
  const { visits } = createMetrics(table);
  visits(2, { kind: 'b', outcome: 'ok' });
  expect(await collect()).toMatchObject({
    'upshot_visits_total a ok': { value: 0 },
    'upshot_visits_total a bad': { value: 0 },
    'upshot_visits_total b ok': { value: 2 },
    'upshot_visits_total b bad': { value: 0 },
    upshot_calls_total: { value: 0, unit: '' },
  });
});

test('histograms have the buckets of their table, and their unit is that of their name', async () => {
  const { wait, rows } = createMetrics(
    defineMetrics({
      wait: durations('upshot_wait_seconds', 'Wait.'),
      rows: sizes('upshot_rows', 'Rows.', { kind: ['a'] }),
    }),
  );
  wait(0.004);
  wait(601);
  rows(3, { kind: 'a' });
  const { upshot_wait_seconds: waited, 'upshot_rows a': counted } = await collect();
  expect(waited).toMatchObject({ unit: 's', value: { count: 2, sum: 601.004 } });
  const { buckets } = (waited as Histogram).value;
  expect([buckets.boundaries[0], buckets.boundaries.at(-1)]).toEqual([0.005, 600]);
  expect([buckets.counts[0], buckets.counts.at(-1)]).toEqual([1, 1]);
  expect(counted).toMatchObject({ unit: '', value: { count: 1, sum: 3 } });
});

test('gauges and totals are read at each collection, and are not a number while they are unknown', async () => {
  const { size, spent, slots } = createMetrics(
    defineMetrics({
      size: gauge('upshot_size_bytes', 'Size.'),
      spent: total('upshot_spent_seconds_total', 'Spent.', { on: ['a', 'b'] }),
      slots: gauge('upshot_slots', 'Slots.', { state: ['free', 'taken'] }),
    }),
  );
  let known: number | undefined = 7;
  size(() => known);
  spent(() => ({ a: 1.5 }));
  slots(() => Promise.resolve({ free: 1, taken: known }));
  expect(await collect()).toMatchObject({
    upshot_size_bytes: { value: 7, unit: 'By' },
    'upshot_spent_seconds_total a': { value: 1.5, unit: 's' },
    'upshot_slots free': { value: 1 },
    'upshot_slots taken': { value: 7 },
  });
  known = undefined;
  const later = await collect();
  expect(later).toMatchObject({
    upshot_size_bytes: { value: Number.NaN },
    'upshot_spent_seconds_total b': { value: Number.NaN },
    'upshot_slots free': { value: 1 },
    'upshot_slots taken': { value: Number.NaN },
  });
});
