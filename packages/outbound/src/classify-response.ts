import type { OutboundReply } from './outbound-client.ts';

/** How a delivery was received, and what to note of it. `message` says why it was not taken. */
export interface DeliveryVerdict {
  readonly status?: number;
  readonly message?: string;
  /** The `Retry-After` header of a receiver that did not take it. */
  readonly retryAfter?: string | undefined;
  /** The receiver wants no more deliveries (410). */
  readonly isGone: boolean;
}

/** Judges the reply to a delivery that follows no redirects: a 2xx took it, anything else did not. */
export function classifyResponse(reply: OutboundReply): DeliveryVerdict {
  if (reply.kind !== 'response') return { message: reply.message, isGone: false };
  const { status } = reply;
  if (status >= 200 && status < 300) return { status, isGone: false };
  return {
    status,
    message: explainStatus(status, reply.statusText),
    retryAfter: reply.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1],
    isGone: status === 410,
  };
}

function explainStatus(status: number, statusText: string): string {
  const answered = `the receiver answered ${status} ${statusText}`.trim();
  return status >= 300 && status < 400
    ? `${answered}: redirects are not followed, change the integration's url instead`
    : answered;
}

/**
 * What the log shows of a delivery: where it went and how that ended, then the answer's body, if it has one. The URL's
 * path and query may hold a token: only its origin is shown.
 */
export function describeDelivery(url: string, reply: OutboundReply, durationMs: number): readonly string[] {
  const result = reply.kind === 'response' ? `${reply.status} ${reply.statusText}`.trim() : reply.message;
  const sent = `POST ${describeReceiver(url)}: ${result} (${Math.round(durationMs)} ms)`;
  if (reply.kind !== 'response' || reply.body.length === 0) return [sent];
  return [sent, new TextDecoder().decode(reply.body)];
}

/** What may be shown of the URL of a receiver: its origin. */
export function describeReceiver(url: string): string {
  return URL.parse(url)?.origin ?? 'an invalid URL';
}
