import type { Setting, Settings } from '@upshot/runtime/config';
import { ingestSettings } from '../services/ingest/src/settings.ts';
import { workerSettings } from '../services/worker/src/settings.ts';

/** Defaults that depend on the machine. */
const measured: Readonly<Record<string, string>> = {
  UPSHOT_RUNNING_SLOTS: 'cores × 1.5',
  UPSHOT_WARM_SLOTS: 'cores × 1.5, 4 at most',
};

/** The page of all settings. */
export function describeConfiguration(): string {
  return `# Configuration

Every setting is an environment variable. A service with invalid settings reports all of them and does not start.
This page is generated from the settings tables of the services.

## ingest

${table(ingestSettings)}

## worker

${table(workerSettings)}

## Tracing

Both services read the standard \`OTEL_*\` variables. Without \`OTEL_EXPORTER_OTLP_ENDPOINT\` (or
\`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT\`) nothing is sent anywhere; trace ids are made and logged all the same.
`;
}

function table(settings: Settings): string {
  const rows = Object.values(settings).map(
    (one) => `| \`${one.env}\` | ${describeDefault(one)} | ${one.doc} |`,
  );
  return ['| Variable | Default | What it does |', '| --- | --- | --- |', ...rows].join('\n');
}

function describeDefault({ env, default: value, schema }: Setting): string {
  const known = measured[env];
  if (known !== undefined) return known;
  if (value !== undefined) return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  return '~optional' in schema ? '' : '**required**';
}
