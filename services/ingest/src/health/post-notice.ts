import { describeDelivery, classifyResponse } from '@upshot/outbound/classify-response';
import type { OutboundReply } from '@upshot/outbound/outbound-client';
import type { Notice, NoticeTools, Sent } from './notice.ts';

interface Post {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** How long a receiver has to answer. */
const POST_MS = 15_000;

const RESPONSE_BYTES = 128 * 1024;

/** Posts JSON through the egress guard, following no redirects. Returns the reply, too, for who must look into it. */
export async function postNotice(
  { client }: NoticeTools,
  { integration }: Pick<Notice, 'integration'>,
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
      tenant: { project: integration.project_id, integration: integration.id },
      overflow: 'truncate',
      limits: { totalMs: POST_MS, responseBytes: RESPONSE_BYTES },
    },
  );
  const { status: httpStatus, message: failure, retryAfter, isGone } = classifyResponse(reply);
  const lines = describeDelivery(url, reply, performance.now() - startedAt);
  return { sent: { httpStatus, failure, retryAfter, isGone, lines }, reply };
}
