import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { MAX_HEADERS_LENGTH, parseHeaders, secretsOfHeaders } from '@upshot/integrations/endpoint-headers';
import { classifyResponse, describeDelivery, describeReceiver } from '@upshot/outbound/classify-response';
import type { OutboundClient, OutboundReply } from '@upshot/outbound/outbound-client';
import { PING_TYPE } from '@upshot/shared/integration';
import {
  delayBeforeRetry,
  parseRetryAfter,
  toRetrySchedule,
  type RetrySchedule,
} from '@upshot/shared/retry-schedule';
import { tracer } from '@upshot/runtime/telemetry';
import { createRedactor, type Redact } from '@upshot/secrets/redact/redact';
import { signatureHeaders, signingOf } from '@upshot/secrets/sign';
import type { WorkerEvents } from '../../events.ts';
import { statusClassOf } from '../../metrics.ts';
import { toDeliveryResult } from '../../model/delivery-result.ts';
import type { Attempt, AttemptResult, Executor } from '../executor.ts';
import { requestAttributes } from '../request-attributes.ts';
import { RequestLog, type Answered } from '../request-log.ts';
import { withTraceHeaders } from '../trace-headers.ts';

export interface WebhookTools {
  readonly client: OutboundClient;
  readonly schedule: RetrySchedule;
  readonly timeoutMs: number;
  readonly events: WorkerEvents;
}

/** How much of a receiver's response is kept in the log, to explain a failure. */
const EXCERPT_LENGTH = 4096;

/** Delivers webhooks. */
export function createWebhookExecutor(tools: WebhookTools): Executor<'webhook'> {
  return {
    execute: (attempt) => deliverWebhook(tools, attempt),
    needsDeliveryPermit: true,
    pausesFailingEndpoints: true,
    subjectOf: () => undefined,
  };
}

/** A test delivery tells how it went at once. */
const once: RetrySchedule = { delaysMs: [] };

/**
 * Posts the activity's exact bytes to the integration's URL, signed. A 2xx is a success; anything else is tried again
 * by the schedule, the integration's or else the deployment's, except a 410 (Gone), which says that the receiver wants
 * no more. Redirects are not followed.
 */
async function deliverWebhook(
  { client, schedule, timeoutMs, events }: WebhookTools,
  attempt: Attempt<'webhook'>,
): Promise<AttemptResult | 'aborted'> {
  const { integration, run, signal } = attempt;
  const { url, retry_seconds } = integration.fields;
  const ownSchedule = toRetrySchedule(retry_seconds, schedule);
  await attempt.begin();
  const startedAt = performance.now();
  const redact = createRedactor(secretsOfHeaders(parseHeaders(integration.fields.headers)));
  const requests = new RequestLog();
  const bytesOut = Buffer.byteLength(run.body);
  const answered = requests.begin({ method: 'POST', url: redact(describeReceiver(url)), bytesOut });
  const reply = await post({ client, timeoutMs }, attempt);
  if (signal.aborted && reply.kind !== 'response') return 'aborted';
  const status = reply.kind === 'response' ? reply.status : undefined;
  events.metrics.outboundRequests(1, { request: 'webhook', status_class: statusClassOf(status) });
  if (reply.kind === 'refused') events.egressRefused(run.id, reply.detail);
  const durationMs = performance.now() - startedAt;
  answered(describeAnswer(reply, redact));
  const isPing = run.activityType === PING_TYPE;
  return {
    ...toResult(isPing ? once : ownSchedule, redactReply(reply, redact), attempt.number),
    durationMs,
    ...describe(url, reply, { durationMs, redact }),
    requests: requests.describe(startedAt),
    mustSettleFirst: true,
  };
}

/** The request has a span of its own, which the receiver gets as its parent. */
async function post(
  { client, timeoutMs }: Pick<WebhookTools, 'client' | 'timeoutMs'>,
  attempt: Attempt<'webhook'>,
): Promise<OutboundReply> {
  const { integration, run, signal } = attempt;
  const { url } = integration.fields;
  const attributes = requestAttributes('POST', url, (text) => text);
  return await tracer().startActiveSpan('deliver', { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      const reply = await client.send(
        { method: 'POST', url, headers: headersOf(attempt), body: run.body, redirect: 'manual' },
        {
          signal,
          tenant: { project: run.projectId, integration: integration.id },
          overflow: 'truncate',
          limits: { totalMs: timeoutMs, responseBytes: EXCERPT_LENGTH + MAX_HEADERS_LENGTH },
        },
      );
      const status = reply.kind === 'response' ? reply.status : undefined;
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (status !== undefined && status < 400) return reply;
      span.setAttribute('error.type', status === undefined ? reply.kind : String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
      return reply;
    } finally {
      span.end();
    }
  });
}

function headersOf({ integration, run, number }: Attempt<'webhook'>) {
  return withTraceHeaders([
    ...parseHeaders(integration.fields.headers),
    ['content-type', 'application/json'],
    ['upshot-attempt', String(number)],
    ...signatureHeaders(signingOf(integration.fields), run.id, Buffer.from(run.body)),
  ]);
}

function toResult(schedule: RetrySchedule, reply: OutboundReply, attempt: number) {
  const { status: httpStatus, message, retryAfter, isGone } = classifyResponse(reply);
  const asked = parseRetryAfter(retryAfter, Date.now());
  const delivery = toDeliveryResult(httpStatus, asked);
  if (message === undefined) return { outcome: 'succeeded' as const, httpStatus, delivery };
  return {
    outcome: 'failed' as const,
    httpStatus,
    error: { name: 'DeliveryError', message },
    delivery,
    retryAfterMs: isGone ? undefined : delayBeforeRetry(schedule, attempt, asked),
  };
}

/** What is shown of a reply beside its body: a receiver can echo what it was sent in the status line, too. */
function redactReply(reply: OutboundReply, redact: Redact): OutboundReply {
  return reply.kind === 'response' ? { ...reply, statusText: redact(reply.statusText) } : reply;
}

function describeAnswer(reply: OutboundReply, redact: Redact): Answered {
  return reply.kind === 'response'
    ? { status: reply.status, bytesIn: reply.body.length }
    : { error: redact(reply.message) };
}

interface Shown {
  readonly durationMs: number;
  readonly redact: Redact;
}

/** Texts are cut after redaction: half a secret is not found. */
function describe(url: string, reply: OutboundReply, { durationMs, redact }: Shown) {
  const texts = describeDelivery(url, reply, durationMs).map((text) => redact(text).slice(0, EXCERPT_LENGTH));
  const at_ms = Math.round(durationMs);
  return { output: texts.map((text) => ({ at_ms, level: 'info' as const, text })) };
}
