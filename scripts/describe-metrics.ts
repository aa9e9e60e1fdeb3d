import { readFile } from 'node:fs/promises';
import type { Metric, MetricTable } from '@upshot/runtime/metric';
import { ingestMetrics } from '../services/ingest/src/metrics.ts';
import { workerMetrics } from '../services/worker/src/metrics.ts';

/** The page of all metrics. */
export async function describeMetrics(): Promise<string> {
  const ingest = rowsOf(ingestMetrics);
  const worker = rowsOf(workerMetrics);
  const both = ingest.filter((row) => worker.includes(row));
  return `# Metrics

\`\`\`sh
UPSHOT_METRICS_PORT=9464 npm run worker
curl http://127.0.0.1:9464/metrics
\`\`\`

- Ingest and each worker serve their metrics to Prometheus on a port of their own (\`UPSHOT_METRICS_PORT\`), at the
  address \`UPSHOT_METRICS_HOST\`. Without the port nothing is served. The port asks for no token: keep it inside your
  network. \`npm start\` gives ingest this port, and its workers the next ones.
- Workers serve [\`/livez\` and \`/readyz\`](probes.md) there, too.
- [Dashboards and alerts](observability.md) use them.
- \`OTEL_METRICS_EXPORTER=otlp\` sends the same metrics to \`OTEL_EXPORTER_OTLP_ENDPOINT\`.
- Times are in seconds. Labels have the listed values only, never a project or an integration. Counters start at zero,
  with every combination of their labels.
- Gauges of the ledger are the same on every ingest: take \`max\`, not \`sum\`. While the ledger does not answer
  they are \`NaN\`, which no alert compares with, and \`upshot_ledger_up\` is 0.

This page is generated. A test compares it with what a real ingest and a real worker serve.

## ingest and worker

${table(both)}

## ingest

${table(ingest.filter((row) => !both.includes(row)))}

## worker

${table(worker.filter((row) => !both.includes(row)))}

## Labels

${labels()}

## Events

Each event of a service is counted, beside its line in the log. Faults have the label \`error_type\`. These counters
appear with their first event.

${await describeEvents()}
`;
}

function rowsOf(metrics: MetricTable): readonly string[] {
  return Object.values(metrics).map(
    (metric) => `| \`${metric.name}\` | ${typeOf(metric)} | ${labelsOf(metric)} | ${metric.doc} |`,
  );
}

function table(rows: readonly string[]): string {
  return ['| Metric | Type | Labels | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function typeOf({ kind }: Metric): string {
  return kind === 'total' ? 'counter' : kind;
}

function labelsOf({ labels }: Metric): string {
  return Object.keys(labels)
    .map((name) => `\`${name}\``)
    .join(', ');
}

/** The values of each label; a label that has others in another metric stands once for each. */
function labels(): string {
  const metrics = [...Object.values(ingestMetrics), ...Object.values(workerMetrics)];
  const used = metrics.flatMap(({ name, labels: own }) =>
    Object.entries(own).map(([label, values]) => ({ name, label, values: values.join(', ') })),
  );
  const rows = used.map(({ name, label, values }) => {
    const isEverywhereSame = used.every((other) => other.label !== label || other.values === values);
    return `| \`${label}\`${isEverywhereSame ? '' : ` of \`${name}\``} | ${values} |`;
  });
  return ['| Label | Values |', '| --- | --- |', ...new Set(rows)].join('\n');
}

async function describeEvents(): Promise<string> {
  const services = await Promise.all(['ingest', 'worker'].map(readEvents));
  const events = Map.groupBy(services.flat(), ({ name, message }) => `${name} ${message}`).values();
  const rows = Array.from(events, ([event, ...others]) => {
    const names = [event, ...others].map((item) => item?.service).join(', ');
    return `| \`upshot_${event?.name}_total\` | ${names} | ${event?.message} |`;
  });
  return ['| Counter | Service | Message |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Events are calls of one shape, with a literal name and message. */
const eventCall = /report\.(?:event|fault)\(\s*'\w+',\s*'(\w+)',\s*(?:'([^']+)'|"([^"]+)")/g;

async function readEvents(service: string) {
  const source = await readFile(`services/${service}/src/events.ts`, 'utf8');
  const events = Array.from(source.matchAll(eventCall), ([, name = '', plain, quoted]) => {
    return { name, service, message: plain ?? quoted ?? '' };
  });
  const calls = source.match(/report\.(?:event|fault)\(/g)?.length ?? 0;
  if (events.length !== calls)
    throw new Error(
      `services/${service}/src/events.ts: ${calls} events, of which ${events.length} can be read`,
    );
  return events;
}
