import { describeDelivery, classifyResponse } from '@upshot/outbound/classify-response';
import type { HealthType } from '@upshot/integrations/registry';
import type { OutboundReply } from '@upshot/outbound/outbound-client';
import { statusClassOf } from '../../metrics.ts';
import type { Notice, NoticeTools, Sent } from './notice.ts';

interface Post {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** How long a receiver has to answer. */
const POST_MS = 15_000;

const RESPONSE_BYTES = 128 * 1024;

/** Posts JSON through the egress guard, without following redirects. Returns the reply as well. */
export async function postNotice(
  { client, events }: NoticeTools,
  { projectId, integration, signal }: Pick<Notice<HealthType>, 'projectId' | 'integration' | 'signal'>,
  { url, headers, body }: Post,
): Promise<{ readonly sent: Sent; readonly reply: OutboundReply }> {
  const startedAt = performance.now();
  const reply = await client.send(
    {
      method: 'POST',
      url,
      headers: [['content-type', 'application/json; charset=utf-8'], ...headers],
      body,
      redirect: 'manual',
    },
    {
      signal,
      tenant: { project: projectId, integration: integration.id },
      overflow: 'truncate',
      limits: { totalMs: POST_MS, responseBytes: RESPONSE_BYTES },
    },
  );
  const status = reply.kind === 'response' ? reply.status : undefined;
  events.metrics.outboundRequests(1, { request: 'health', status_class: statusClassOf(status) });
  const { status: httpStatus, message: failure, retryAfter, isGone } = classifyResponse(reply);
  const lines = describeDelivery(url, reply, performance.now() - startedAt);
  return { sent: { httpStatus, failure, retryAfter, isGone, lines }, reply };
}
