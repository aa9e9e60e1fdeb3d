import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span that was exported. */
export interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly links?: readonly Pick<ExportedSpan, 'traceId' | 'spanId' | 'attributes'>[];
  readonly service: string;
  readonly environment: string;
}

interface Export {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly Omit<ExportedSpan, 'service' | 'environment'>[];
    }[];
  }[];
}

/** A real HTTP server that takes traces as OTLP. */
export interface SpanCollector extends AsyncDisposable {
  readonly spans: ExportedSpan[];
  /** What a service needs to send its spans here at once. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a collector on a free port. */
export async function startSpanCollector(): Promise<SpanCollector> {
  const spans: ExportedSpan[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      spans.push(...readSpans(JSON.parse(await text(request)) as Export));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    spans,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readSpans(body: Export): readonly ExportedSpan[] {
  return (body.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const valueOf = (name: string) =>
      resource.attributes.find(({ key }) => key === name)?.value.stringValue ?? '';
    const [service, environment] = [valueOf('service.name'), valueOf('deployment.environment.name')];
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service, environment })));
  });
}
