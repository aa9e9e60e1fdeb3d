import type { Setting, Settings } from '@upshot/runtime/config';
import { migrateSettings } from '@upshot/ledger/migrate-settings';
import { ingestSettings } from '../services/ingest/src/settings.ts';
import { workerSettings } from '../services/worker/src/settings.ts';

/** Defaults that depend on the machine. */
const measured: Readonly<Record<string, string>> = {
  UPSHOT_RUNNING_SLOTS: 'cores × 1.5',
  UPSHOT_WARM_SLOTS: 'cores × 1.5, 4 at most',
};

/** The page of all settings. */
export function describeConfiguration(): string {
  const ingest = rowsOf(ingestSettings);
  const worker = rowsOf(workerSettings);
  const both = ingest.filter((row) => worker.includes(row));
  return `# Configuration

Every setting is an environment variable. With invalid settings a service prints one line for each and ends with exit
code 78. A *secret* may also be read from a file, which \`<name>_FILE\` names. Unknown names are
reported with the nearest setting. This page is generated.

## ingest and worker

${table(both)}

## ingest

${table(ingest.filter((row) => !both.includes(row)))}

## worker

${table(worker.filter((row) => !both.includes(row)))}

## migrate

Of \`npm run migrate\` and the container \`migrate\`: see
[a role of its own for services](hardening.md#the-database-role-of-services).

${table(rowsOf(migrateSettings))}

## Metrics

[All metrics](metrics.md). \`UPSHOT_METRICS_PORT\` lets Prometheus read them. \`OTEL_METRICS_EXPORTER=otlp\` sends them
to the OTLP endpoint; the default, \`none\`, sends nothing.

## Tracing

Both services read the standard \`OTEL_*\` variables. Without \`OTEL_EXPORTER_OTLP_ENDPOINT\` (or
\`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT\`) nothing is sent anywhere; trace ids are made and logged all the same.
\`OTEL_RESOURCE_ATTRIBUTES\` and \`OTEL_SERVICE_NAME\` describe the process.
\`OTEL_NODE_RESOURCE_DETECTORS\` (\`env\`) adds the host or the process, with its command line.

- **Links.** The span of a retry links to that of the attempt before it, and the span of a replayed run to that of the
  run that it repeats (\`upshot.link\`: \`previous_attempt\`, \`replayed_run\`). The log has the \`span_id\` of each
  attempt whose span was sent. An attempt that was interrupted has none.
- **Sampling.** Every trace is sent, also one that its sender does not sample: let the collector choose, once it knows
  how the trace ended. The [collector of this repository](observability.md) keeps all failures. \`OTEL_TRACES_SAMPLER\`
  and \`OTEL_TRACES_SAMPLER_ARG\` (\`always_on\`) send less, but choose before a run has failed.
`;
}

function rowsOf(settings: Settings): readonly string[] {
  return Object.values(settings).map(
    (entry) =>
      `| \`${entry.env}\` | ${describeDefault(entry)} | ${entry.doc}${entry.secret === true ? ' *Secret.*' : ''} |`,
  );
}

function table(rows: readonly string[]): string {
  return ['| Variable | Default | What it does |', '| --- | --- | --- |', ...rows].join('\n');
}

function describeDefault({ env, default: value, schema }: Setting): string {
  const known = measured[env];
  if (known !== undefined) return known;
  if (value === '') return '';
  if (value !== undefined) return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  return '~optional' in schema ? '' : '**required**';
}
