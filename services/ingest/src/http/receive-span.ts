import {
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from '@opentelemetry/api';
import { tracer } from '@upshot/runtime/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The span over receiving and answering this request. */
    span: Span | undefined;
  }
}

/**
 * Begins the span of a request, as a child of the caller's `traceparent` where there is one; it ends with the answer.
 */
export function beginReceiveSpan(request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? '';
  const parent = propagation.extract(context.active(), request.headers);
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'upshot.request_id': request.id,
  };
  const span = tracer().startSpan(
    `${request.method} ${route}`,
    { kind: SpanKind.SERVER, attributes },
    parent,
  );
  request.span = span;
  reply.raw.once('close', () => {
    const status = reply.raw.statusCode;
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}

/** The trace a request belongs to; undefined while nothing is traced. */
export function traceIdOf({ span }: FastifyRequest): string | undefined {
  const spanContext = span?.spanContext();
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext.traceId : undefined;
}

/** The `traceparent` (W3C Trace Context) under which the request's consequences are traced. */
export function traceparentOf({ span }: FastifyRequest): string | undefined {
  if (span === undefined || !isSpanContextValid(span.spanContext())) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), carrier);
  return carrier['traceparent'];
}
