import type { OutboundClient, OutboundReply } from '@upshot/outbound/outbound-client';
import { signJws, signStandardWebhook } from '@upshot/shared/secrets/sign';
import { context, propagation } from '@opentelemetry/api';
import type { WorkerEvents } from '../events.ts';
import type { DueRun } from '../lanes/claim-lane.ts';
import type { WebhookIntegration } from '../lanes/read-integration.ts';
import type { Settlement } from '../runs/settlement.ts';
import { delayBeforeRetry, parseRetryAfter, type RetrySchedule } from './retry-schedule.ts';

export interface WebhookTools {
  readonly client: OutboundClient;
  readonly schedule: RetrySchedule;
  readonly timeoutMs: number;
  readonly events: WorkerEvents;
}

/** What only a webhook adds to a settlement. */
export type WebhookResult = Pick<
  Settlement,
  'outcome' | 'error' | 'durationMs' | 'httpStatus' | 'output' | 'omittedBytes' | 'retryAfterMs'
>;

/** How much of a receiver's answer is kept, for whoever looks for the reason of a failure. */
const EXCERPT_BYTES = 4096;

/**
 * Posts the activity's exact bytes to the integration's URL, signed. A 2xx is a success; anything else is tried again
 * by the schedule, except a 410 (Gone), which says that nobody wants it any more. Redirects are not followed.
 */
export async function deliverWebhook(
  tools: WebhookTools,
  integration: WebhookIntegration,
  run: DueRun & { readonly body: string },
  attempt: number,
  signal: AbortSignal,
): Promise<WebhookResult | 'aborted'> {
  const startedAt = performance.now();
  const reply = await tools.client.send(
    {
      method: 'POST',
      url: integration.url,
      headers: headersOf(integration, run, attempt),
      body: run.body,
      redirect: 'manual',
    },
    { signal, overflow: 'truncate', limits: { totalMs: tools.timeoutMs, responseBytes: EXCERPT_BYTES } },
  );
  if (signal.aborted && reply.kind !== 'response') return 'aborted';
  if (reply.kind === 'refused') tools.events.egressRefused(run.id, reply.detail);
  const durationMs = performance.now() - startedAt;
  return {
    ...judge(tools.schedule, reply, attempt),
    durationMs,
    ...describe(integration, reply, durationMs),
  };
}

function headersOf(
  integration: WebhookIntegration,
  run: DueRun & { body: string },
  attempt: number,
): [string, string][] {
  const body = Buffer.from(run.body);
  const timestamp = Math.floor(Date.now() / 1000);
  const headers: [string, string][] = [
    ['content-type', 'application/json'],
    ['webhook-id', run.id],
    ['webhook-timestamp', String(timestamp)],
    ['upshot-attempt', String(attempt)],
  ];
  if (integration.sharedKey !== undefined) {
    headers.push(['x-jws-signature', signJws(integration.sharedKey, body)]);
    headers.push([
      'webhook-signature',
      signStandardWebhook(integration.sharedKey, { id: run.id, timestamp, body }),
    ]);
  }
  const trace: Record<string, string> = {};
  propagation.inject(context.active(), trace);
  return [...headers, ...Object.entries(trace)];
}

function judge(schedule: RetrySchedule, reply: OutboundReply, attempt: number) {
  if (reply.kind !== 'response') {
    const error = { name: 'DeliveryError', message: reply.message };
    return {
      outcome: 'failed' as const,
      error,
      retryAfterMs: delayBeforeRetry(schedule, attempt, undefined),
    };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return { outcome: 'succeeded' as const, httpStatus: status };
  const error = { name: 'DeliveryError', message: explainStatus(status, reply.statusText) };
  const after = parseRetryAfter(
    reply.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1],
    Date.now(),
  );
  return {
    outcome: 'failed' as const,
    httpStatus: status,
    error,
    retryAfterMs: status === 410 ? undefined : delayBeforeRetry(schedule, attempt, after),
  };
}

function explainStatus(status: number, statusText: string): string {
  const answered = `the receiver answered ${status} ${statusText}`.trim();
  return status >= 300 && status < 400
    ? `${answered}: redirects are not followed, change the integration's url instead`
    : answered;
}

/** The URL's path and query may hold a token: only its origin is shown. */
function describe(integration: WebhookIntegration, reply: OutboundReply, durationMs: number) {
  const at_ms = Math.round(durationMs);
  const origin = URL.canParse(integration.url) ? new URL(integration.url).origin : 'an invalid URL';
  const result = reply.kind === 'response' ? `${reply.status} ${reply.statusText}`.trim() : reply.message;
  const output = [{ at_ms, level: 'info' as const, text: `POST ${origin}: ${result} (${at_ms} ms)` }];
  if (reply.kind !== 'response' || reply.body.length === 0) return { output };
  output.push({ at_ms, level: 'info', text: new TextDecoder().decode(reply.body) });
  return { output };
}
