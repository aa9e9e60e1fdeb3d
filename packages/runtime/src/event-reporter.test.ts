import { SpanStatusCode } from '@opentelemetry/api';
import { InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEventReporter } from './event-reporter.ts';
import { createCounter } from './metrics.ts';
import { tracer } from './telemetry.ts';
import { forgetTelemetry } from './forget-telemetry.ts';

const CUMULATIVE = 1;
const spans = new InMemorySpanExporter();
const exporter = new InMemoryMetricExporter(CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter });
const sdk = new NodeSDK({
  autoDetectResources: false,
  spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  metricReaders: [reader],
});
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

beforeAll(() => sdk.start());
beforeEach(() => spans.reset());
afterAll(async () => {
  await sdk.shutdown();
  forgetTelemetry();
});

/** The lines that a reporter logs, and the span that is active meanwhile. */
async function report(work: (reporter: ReturnType<typeof createEventReporter>) => void) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line) as never) });
  tracer().startActiveSpan('work', (span) => {
    using reporter = createEventReporter(logger);
    work(reporter);
    span.end();
  });
  const [span] = spans.getFinishedSpans();
  return { lines, span, counts: await readCounts() };
}

/** What each counter has counted so far, by name and kind of fault. */
async function readCounts(): Promise<Readonly<Record<string, unknown>>> {
  await reader.forceFlush();
  const metrics =
    exporter
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return Object.fromEntries(
    metrics.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        [descriptor.name, ...Object.values(attributes)].join(' '),
        value,
      ]),
    ),
  );
}

test('an event is logged each time, counted as upshot_<name>_total, and noted in the span', async () => {
  const { lines, span, counts } = await report((reporter) => {
    reporter.event('info', 'valves_opened', 'a valve was opened', { valve: 1 });
    reporter.event('warn', 'valves_opened', 'a valve was opened', { valve: 2 });
  });
  expect(lines).toMatchObject([
    { level: 30, msg: 'a valve was opened', valve: 1 },
    { level: 40, msg: 'a valve was opened', valve: 2 },
  ]);
  expect(counts).toMatchObject({ upshot_valves_opened_total: 2 });
  expect(span?.events.map(({ name }) => name)).toEqual(['valves_opened', 'valves_opened']);
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
});

test('repeated faults are each counted by kind, logged once in full, and fail the span', async () => {
  const { lines, span, counts } = await report((reporter) => {
    for (let n = 0; n < 3; n++) reporter.fault('error', 'valve_faults', 'a valve is stuck', { err: refused });
  });
  expect(lines).toMatchObject([
    { level: 50, msg: 'a valve is stuck', cause: 'valve_faults', err: { code: 'ECONNREFUSED' } },
    { level: 40, msg: 'faults were repeated', cause: 'valve_faults', counts: { ECONNREFUSED: 2 } },
  ]);
  expect(counts).toMatchObject({ 'upshot_valve_faults_total ECONNREFUSED': 3 });
  expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'valve_faults' });
  expect(span?.events[0]).toMatchObject({
    name: 'valve_faults',
    attributes: { 'error.type': 'ECONNREFUSED' },
  });
});

test('a counter adds one for each call, apart by attributes', async () => {
  const count = createCounter('upshot_visits_total', 'visits');
  count();
  count({ by: 'valve' });
  count({ by: 'valve' });
  expect(await readCounts()).toMatchObject({ upshot_visits_total: 1, 'upshot_visits_total valve': 2 });
});

test('the names of all counters end in _total', async () => {
  createCounter('upshot_pings_total', 'pings')();
  const names = Object.keys(await readCounts()).map((key) => key.split(' ')[0]);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(name).toMatch(/^upshot_[a-z_]+_total$/);
});
