import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { Route } from './operations-server.ts';

/** Collects metrics when it is asked for them. */
export interface PrometheusReader {
  readonly reader: PrometheusExporter;
  /** Answers with all metrics in the text format of Prometheus. */
  readonly serve: Route;
}

/** How long a collection waits for values that are read from elsewhere. It then answers without them. */
const COLLECTION_MS = 3000;

/** Creates a reader of metrics that has no server of its own. */
export function createPrometheusReader(): PrometheusReader {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  return {
    reader,
    async serve(_request, response) {
      const { resourceMetrics } = await reader.collect({ timeoutMillis: COLLECTION_MS });
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(serializer.serialize(resourceMetrics));
    },
  };
}
