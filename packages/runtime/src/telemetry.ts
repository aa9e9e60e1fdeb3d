import { trace, type Tracer } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Route } from './operations-server.ts';
import { forgetTelemetry } from './forget-telemetry.ts';
import { createPrometheusReader, type PrometheusReader } from './prometheus-reader.ts';

/** Traces and metrics of this process. Disposing sends what has not been sent. */
export interface Telemetry extends AsyncDisposable {
  /** Answers with all metrics, as Prometheus reads them. There are none unless `servesMetrics` was asked for. */
  readonly serveMetrics: Route;
}

/**
 * Starts OpenTelemetry, which reads the standard `OTEL_*` variables. Traces go to
 * `OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT` when one is set; otherwise nothing is sent
 * anywhere, but trace ids are made all the same, because the activity log shows them.
 */
export function startTelemetry(serviceName: string, { servesMetrics = false } = {}): Telemetry {
  const environment = process.env;
  environment['OTEL_METRICS_EXPORTER'] ??= 'none';
  environment['OTEL_LOGS_EXPORTER'] ??= 'none';
  // A caller that samples its own traces would drop those of failures, too.
  environment['OTEL_TRACES_SAMPLER'] ??= 'always_on';
  // Detectors of the host and the process would send command lines, unless they are asked for.
  environment['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env';
  const sdk = new NodeSDK({
    ...(isServiceNamed(environment) ? {} : { serviceName }),
    ...(sendsTraces() ? {} : { spanProcessors: [silent] }),
  });
  const prometheus = createPrometheusReader();
  if (servesMetrics) addMetricReader(sdk, prometheus);
  sdk.start();
  return {
    serveMetrics: prometheus.serve,
    async [Symbol.asyncDispose]() {
      await sdk.shutdown().catch(() => undefined);
      forgetTelemetry();
    },
  };
}

/** Tells whether an endpoint for traces is set: without one they go nowhere. */
export function sendsTraces(): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = process.env;
  return Boolean(all ?? traces);
}

/** OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES may name the service, in this order. */
function isServiceNamed(environment: NodeJS.ProcessEnv): boolean {
  const { OTEL_SERVICE_NAME: name = '', OTEL_RESOURCE_ATTRIBUTES: attributes = '' } = environment;
  return name.trim() !== '' || /(?:^|,)\s*service\.name\s*=/.test(attributes);
}

/** The constructor takes the readers of `OTEL_METRICS_EXPORTER`, or else others, but not both. */
function addMetricReader(sdk: NodeSDK, { reader }: PrometheusReader): void {
  const config = Reflect.get(sdk, '_meterProviderConfig') as { readonly readers: unknown[] };
  config.readers.push(reader);
}

const silent: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** The tracer of all our own spans. */
export function tracer(): Tracer {
  return trace.getTracer('upshot');
}
