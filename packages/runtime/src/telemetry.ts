import { trace, type Tracer } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

/**
 * Starts OpenTelemetry, which reads the standard `OTEL_*` variables. Traces go to
 * `OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT` when one is set; otherwise nothing is sent
 * anywhere, but trace ids are made all the same, because the activity log shows them.
 */
export function startTelemetry(serviceName: string): AsyncDisposable {
  const environment = process.env;
  const hasEndpoint = Boolean(
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  );
  environment['OTEL_METRICS_EXPORTER'] ??= 'none';
  environment['OTEL_LOGS_EXPORTER'] ??= 'none';
  const sdk = new NodeSDK({
    serviceName: environment['OTEL_SERVICE_NAME'] ?? serviceName,
    autoDetectResources: false,
    ...(hasEndpoint ? {} : { spanProcessors: [silent] }),
  });
  sdk.start();
  return {
    async [Symbol.asyncDispose]() {
      await sdk.shutdown().catch(() => undefined);
    },
  };
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
