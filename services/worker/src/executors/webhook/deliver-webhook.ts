import { describeDelivery, classifyResponse } from '@upshot/outbound/classify-response';
import type { OutboundClient, OutboundReply } from '@upshot/outbound/outbound-client';
import { delayBeforeRetry, parseRetryAfter, type RetrySchedule } from '@upshot/shared/retry-schedule';
import { signatureHeaders } from '@upshot/secrets/sign';
import { context, propagation } from '@opentelemetry/api';
import type { WorkerEvents } from '../../events.ts';
import type { DueRun } from '../../lanes/claim-lane.ts';
import type { WebhookIntegration } from '../../lanes/read-integration.ts';
import type { Settlement } from '../../runs/settlement.ts';
import { toDeliveryResult, type DeliveryResult } from './delivery-result.ts';

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
> & { readonly delivery: DeliveryResult };

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
    {
      signal,
      tenant: { project: run.projectId, integration: integration.id },
      overflow: 'truncate',
      limits: { totalMs: tools.timeoutMs, responseBytes: EXCERPT_BYTES },
    },
  );
  if (signal.aborted && reply.kind !== 'response') return 'aborted';
  if (reply.kind === 'refused') tools.events.egressRefused(run.id, reply.detail);
  const durationMs = performance.now() - startedAt;
  return {
    ...toResult(tools.schedule, reply, attempt),
    durationMs,
    ...describe(integration, reply, durationMs),
  };
}

function headersOf(
  integration: WebhookIntegration,
  run: DueRun & { body: string },
  attempt: number,
): [string, string][] {
  const headers: [string, string][] = [
    ['content-type', 'application/json'],
    ['upshot-attempt', String(attempt)],
    ...signatureHeaders(integration.sharedKey, run.id, Buffer.from(run.body)),
  ];
  const trace: Record<string, string> = {};
  propagation.inject(context.active(), trace);
  return [...headers, ...Object.entries(trace)];
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

function describe(integration: WebhookIntegration, reply: OutboundReply, durationMs: number) {
  const texts = describeDelivery(integration.url, reply, durationMs);
  const at_ms = Math.round(durationMs);
  return { output: texts.map((text) => ({ at_ms, level: 'info' as const, text })) };
}
