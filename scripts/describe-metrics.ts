import { readFile } from 'node:fs/promises';
import type { Metric, MetricTable } from '@upshot/runtime/metric';
import { ingestMetrics } from '../services/ingest/src/metrics.ts';
import { workerMetrics } from '../services/worker/src/metrics.ts';

/** The page of all metrics. */
export async function describeMetrics(): Promise<string> {
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

This page is generated from the tables of the services. A test compares it with what a real ingest and a real worker
serve.

## ingest

${table(ingestMetrics)}

## worker

${table(workerMetrics)}

## Events

Each event of a service is counted, beside its line in the log. Faults have the label \`error_type\`. These counters
appear with their first event.

${await describeEvents()}
`;
}

function table(metrics: MetricTable): string {
  const rows = Object.values(metrics).map(
    (metric) => `| \`${metric.name}\` | ${typeOf(metric)} | ${labelsOf(metric)} | ${metric.doc} |`,
  );
  return ['| Metric | Type | Labels | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function typeOf({ kind }: Metric): string {
  return kind === 'total' ? 'counter' : kind;
}

function labelsOf({ labels }: Metric): string {
  const named = Object.entries(labels).map(([name, values]) => `\`${name}\`: ${values.join(', ')}`);
  return named.join('; ');
}

async function describeEvents(): Promise<string> {
  const services = await Promise.all(['ingest', 'worker'].map(readEvents));
  const rows = services
    .flat()
    .map(({ name, service, message }) => `| \`upshot_${name}_total\` | ${service} | ${message} |`);
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
