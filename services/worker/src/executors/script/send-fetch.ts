import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { OutboundClient, Tenant } from '@upshot/outbound/outbound-client';
import { tracer } from '@upshot/runtime/telemetry';
import type { FetchReply, FetchRequest, Print } from '@upshot/sandbox/sandbox';
import {
  describeRequest,
  describeResponse,
  describeTarget,
  findUrlMistake,
} from '@upshot/secrets/redact/describe-request';
import type { Redact } from '@upshot/secrets/redact/redact';
import type { WorkerEvents } from '../../events.ts';
import { statusClassOf } from '../../metrics.ts';
import { requestAttributes } from '../request-attributes.ts';
import type { RequestLog } from '../request-log.ts';
import { withTraceHeaders } from '../trace-headers.ts';

/** What a request is sent with. */
export interface FetchTools {
  readonly client: OutboundClient;
  readonly events: WorkerEvents;
  readonly requests: RequestLog;
  readonly run: string;
  readonly tenant: Tenant;
  readonly redact: Redact;
  readonly print: Print;
}

/**
 * Sends a request, with a span, two lines of output and an entry of the request log. What a script put into a request
 * is not shown, except for where it goes.
 */
export async function sendFetch(
  tools: FetchTools,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<FetchReply> {
  const { method, url, headers, body, redirect } = request;
  const { redact, print } = tools;
  const startedAt = performance.now();
  const answered = (result: string) => print(describeResponse(result, performance.now() - startedAt, redact));
  print(describeRequest(method, url, redact));
  const logged = tools.requests.begin({
    method: redact(method),
    url: describeTarget(url, redact),
    bytesOut: Buffer.byteLength(body ?? ''),
  });
  const attributes = requestAttributes(method, url, redact);
  return await tracer().startActiveSpan(
    'fetch',
    { kind: SpanKind.CLIENT, attributes },
    async (span): Promise<FetchReply> => {
      try {
        const own = withTraceHeaders(headers);
        const sent = { method, url, headers: own, redirect, ...(body === undefined ? {} : { body }) };
        const reply = await tools.client.send(sent, { signal, tenant: tools.tenant });
        const replied = reply.kind === 'response' ? reply.status : undefined;
        tools.events.metrics.outboundRequests(1, { request: 'fetch', status_class: statusClassOf(replied) });
        if (reply.kind === 'response') {
          span.setAttribute('http.response.status_code', reply.status);
          const { status, statusText } = reply;
          answered(`${status} ${statusText}`.trim());
          logged({ status, bytesIn: reply.body.length });
          return {
            ok: true,
            status,
            statusText,
            headers: reply.headers,
            url: reply.url,
            redirected: reply.redirects > 0,
            body: reply.body,
          };
        }
        const message = findUrlMistake(url, redact) ?? reply.message;
        answered(`none: ${message}`);
        logged({ error: redact(message) });
        if (reply.kind === 'refused') tools.events.egressRefused(tools.run, redact(reply.detail));
        span.setAttribute('error.type', reply.kind);
        span.setStatus({ code: SpanStatusCode.ERROR, message: reply.kind });
        return { ok: false, error: { name: 'TypeError', message: `fetch failed: ${message}` } };
      } finally {
        span.end();
      }
    },
  );
}
